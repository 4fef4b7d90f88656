import { Controller, Get, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PriceDto, ProblemDto } from '../dto/index.js';
import { PricesService } from './prices.service.js';
import { Needs } from '../security/needs.js';

@ApiTags('pipelines')
@ApiNotFoundResponse({ type: ProblemDto })
@Controller('pipelines/:id')
@Needs('read')
export class PricesController {
  constructor(private readonly prices: PricesService) {}

  @Get('estimate')
  @ApiOperation({ operationId: 'getPrice', summary: 'What a pipeline has cost, and what is left of it will' })
  @ApiOkResponse({ type: PriceDto })
  get(@Param('id') id: string): Promise<PriceDto> {
    return this.prices.of(id);
  }
}
