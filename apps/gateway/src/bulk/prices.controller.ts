import { Controller, Get, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PriceDto, ProblemDto } from '../dto/index.js';
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
}
