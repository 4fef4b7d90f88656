import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import {
  CreateWebhookDto,
  CreatedWebhookDto,
  DeliveryDto,
  DeliveryListDto,
  ListTasksDto,
  ProblemDto,
  UpdateWebhookDto,
  WebhookDto,
  WebhookListDto,
  WebhookSecretDto,
} from '../dto/index.js';
import { KeptWithout } from '../idempotency.interceptor.js';
import { Needs } from '../security/needs.js';
import { WebhooksService } from './webhooks.service.js';

@ApiTags('webhooks')
@Controller('webhooks')
@Needs('admin')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Post()
  @KeptWithout('secret')
  @ApiOperation({ operationId: 'createWebhook', summary: 'Have an address told of what happens' })
  @ApiCreatedResponse({ type: CreatedWebhookDto })
  @ApiBadRequestResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'There are as many as there may be.' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'The address is refused.' })
  create(@Body() body: CreateWebhookDto): Promise<CreatedWebhookDto> {
    return this.webhooks.create(body);
  }

  @Get()
  @ApiOperation({ operationId: 'listWebhooks', summary: 'The webhooks, newest first' })
  @ApiOkResponse({ type: WebhookListDto })
  list(): Promise<WebhookListDto> {
    return this.webhooks.list();
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getWebhook', summary: 'A webhook, and whether what is sent arrives' })
  @ApiOkResponse({ type: WebhookDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  get(@Param('id') id: string): Promise<WebhookDto> {
    return this.webhooks.get(id);
  }

  @Put(':id')
  @ApiOperation({ operationId: 'updateWebhook', summary: 'Change a webhook, stop it, or go on with it' })
  @ApiOkResponse({ type: WebhookDto })
  @ApiBadRequestResponse({ type: ProblemDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'The address is refused.' })
  update(@Param('id') id: string, @Body() body: UpdateWebhookDto): Promise<WebhookDto> {
    return this.webhooks.update(id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteWebhook', summary: 'Forget a webhook and what it was to be told' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ProblemDto })
  remove(@Param('id') id: string): Promise<void> {
    return this.webhooks.remove(id);
  }

  @Post(':id/secret')
  @HttpCode(200)
  @KeptWithout('secret')
  @ApiOperation({ operationId: 'rotateWebhookSecret', summary: 'A new secret; the one before signs too for a day' })
  @ApiOkResponse({ type: WebhookSecretDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  rotate(@Param('id') id: string): Promise<WebhookSecretDto> {
    return this.webhooks.rotate(id);
  }

  @Post(':id/test')
  @HttpCode(202)
  @ApiOperation({ operationId: 'testWebhook', summary: 'Send it something, to see whether it arrives' })
  @ApiResponse({ status: 202, type: DeliveryDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'It is disabled.' })
  test(@Param('id') id: string): Promise<DeliveryDto> {
    return this.webhooks.test(id);
  }

  @Get(':id/deliveries')
  @ApiOperation({
    operationId: 'listDeliveries',
    summary:
      'What is to be sent, then the latest 200 of what was: attempts with status, time and the first of the answer',
  })
  @ApiOkResponse({ type: DeliveryListDto })
  @ApiBadRequestResponse({ type: ProblemDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  deliveries(@Param('id') id: string, @Query() { offset, limit }: ListTasksDto): Promise<DeliveryListDto> {
    return this.webhooks.deliveries(id, offset, limit);
  }

  @Post(':id/deliveries/:delivery_id/replay')
  @HttpCode(202)
  @ApiOperation({ operationId: 'replayDelivery', summary: 'Send it again, under its own id, whatever became of it' })
  @ApiResponse({ status: 202, type: DeliveryDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  replay(@Param('id') id: string, @Param('delivery_id') delivery: string): Promise<DeliveryDto> {
    return this.webhooks.replay(id, delivery);
  }
}
