import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Engine } from '#engine';
import { LedgerDto, LedgerEntryDto, ListLedgerDto, ProblemDto, SettleRequestDto } from '../dto/index.js';
import { microDollars } from '../money.js';
import * as present from '../pipelines/presenter.js';
import { ApiError, notFound } from '../problem.filter.js';
import { Needs } from '../security/needs.js';

@ApiTags('ledger')
@Controller('ledger')
@Needs('read')
export class LedgerController {
  constructor(private readonly engine: Engine) {}

  @Get()
  @ApiOperation({ operationId: 'listLedger', summary: 'Every paid request and what became of it' })
  @ApiOkResponse({ type: LedgerDto })
  async list(@Query() { offset, limit, state }: ListLedgerDto): Promise<LedgerDto> {
    const { items, total } = await this.engine.ledger.list(offset, limit, state);
    return { items: items.map(present.ledgerEntry), total };
  }

  @Post(':request_id/settle')
  @Needs('admin')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'settleRequest',
    summary: 'Say what a request whose outcome is unknown was billed, after looking it up at the provider',
  })
  @ApiOkResponse({ type: LedgerEntryDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'Its outcome is known.' })
  async settle(@Param('request_id') id: string, @Body() { billed_usd }: SettleRequestDto): Promise<LedgerEntryDto> {
    const { ledger } = this.engine;
    const before = await ledger.entry(id);
    if (!before) throw notFound('paid request', id);
    if (before.state !== 'unknown')
      throw new ApiError(409, 'outcome_known', `Request ${id} is ${before.state}; only an unknown one can be settled.`);
    const note = billed_usd === 0 ? 'not billed, as a person found' : 'billed, as a person found';
    await ledger.close(id, billed_usd === 0 ? 'rejected' : 'settled', note, microDollars(billed_usd));
    return present.ledgerEntry((await ledger.entry(id)) ?? before);
  }
}
