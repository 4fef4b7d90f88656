import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PriceDto, ProblemDto, WithoutDto } from '../dto/index.js';
import { Needs } from '../security/needs.js';
import { PricesService } from './prices.service.js';

@ApiTags('pipelines')
@ApiNotFoundResponse({ type: ProblemDto })
@Controller('pipelines/:id')
export class PricesController {
  constructor(private readonly prices: PricesService) {}

  @Get('estimate')
  @Needs('read')
  @ApiOperation({ operationId: 'getPrice', summary: 'What a pipeline has cost, and what is left of it will' })
  @ApiOkResponse({ type: PriceDto })
  get(@Param('id') id: string): Promise<PriceDto> {
    return this.prices.of(id);
  }

  @Post('reviews/price')
  @Needs('read')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'priceReview',
    summary: 'What would be left to make and pay if some results were left out; nothing is decided',
  })
  @ApiOkResponse({ type: PriceDto })
  without(@Param('id') id: string, @Body() body: WithoutDto): Promise<PriceDto> {
    return this.prices.of(id, body.task_ids);
  }
}
