import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import {
  CreateKeyDto,
  CreatedKeyDto,
  KeyDto,
  KeyListDto,
  ListTasksDto,
  ProblemDto,
  UpdateKeyDto,
} from '../dto/index.js';
import { KeptWithout } from '../idempotency.interceptor.js';
import { Needs } from '../security/needs.js';
import { KeysService } from './keys.service.js';

@ApiTags('keys')
@Controller('keys')
@Needs('admin')
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  @Post()
  @KeptWithout('key')
  @ApiOperation({ operationId: 'createKey', summary: 'Make an API key; it is shown this once' })
  @ApiCreatedResponse({ type: CreatedKeyDto })
  @ApiBadRequestResponse({ type: ProblemDto })
  create(@Body() body: CreateKeyDto): Promise<CreatedKeyDto> {
    return this.keys.create(body);
  }

  @Get()
  @ApiOperation({ operationId: 'listKeys', summary: 'The keys, newest first, also those that were revoked' })
  @ApiOkResponse({ type: KeyListDto })
  @ApiBadRequestResponse({ type: ProblemDto })
  list(@Query() { offset, limit }: ListTasksDto): Promise<KeyListDto> {
    return this.keys.list(offset, limit);
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getKey', summary: 'A key: what it may do, has spent, and when it was used' })
  @ApiOkResponse({ type: KeyDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  get(@Param('id') id: string): Promise<KeyDto> {
    return this.keys.get(id);
  }

  @Patch(':id')
  @ApiOperation({
    operationId: 'updateKey',
    summary: 'Rename a key, or change what it may do; its WebSockets are closed and may come again',
  })
  @ApiOkResponse({ type: KeyDto })
  @ApiBadRequestResponse({ type: ProblemDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'It was revoked.' })
  update(@Param('id') id: string, @Body() body: UpdateKeyDto): Promise<KeyDto> {
    return this.keys.update(id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'revokeKey',
    summary: 'Revoke a key: it opens nothing from now on, and its WebSockets are closed; its name is kept',
  })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ProblemDto })
  revoke(@Param('id') id: string): Promise<void> {
    return this.keys.revoke(id);
  }
}
