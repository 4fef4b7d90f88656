import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Engine } from '#engine';
import { LedgerDto, ListTasksDto } from '../dto/index.js';
import * as present from '../pipelines/presenter.js';

@ApiTags('ledger')
@Controller('ledger')
export class LedgerController {
  constructor(private readonly engine: Engine) {}

  @Get()
  @ApiOperation({ operationId: 'listLedger', summary: 'Every paid request and what became of it' })
  @ApiOkResponse({ type: LedgerDto })
  async list(@Query() { offset, limit }: ListTasksDto): Promise<LedgerDto> {
    const { items, total } = await this.engine.ledger.list(offset, limit);
    return { items: items.map(present.ledgerEntry), total };
  }
}
