import { Body, Controller, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Engine } from '#engine';
import type { Envelope } from '#engine';
import {
  BudgetsDto,
  EnvelopeDto,
  GetUsageDto,
  PipelineDto,
  ProblemDto,
  SetBudgetsDto,
  SetPipelineBudgetDto,
  UsageDto,
} from '../dto/index.js';
import { dollars, microDollars } from '../money.js';
import { PipelinesService } from '../pipelines/pipelines.service.js';
import { notFound } from '../problem.filter.js';
import { usageReport } from './usage.js';
import { Needs } from '../security/needs.js';

/** Whose budget it is while there are no keys of one's own. */
const OWNER = 'default';

@ApiTags('budgets')
@Controller()
@Needs('read')
export class BudgetsController {
  constructor(
    private readonly engine: Engine,
    private readonly pipelines: PipelinesService,
  ) {}

  @Get('budgets')
  @ApiOperation({ operationId: 'getBudgets', summary: 'What may be spent, is reserved and is spent' })
  @ApiOkResponse({ type: BudgetsDto })
  async get(): Promise<BudgetsDto> {
    const { budgets } = this.engine;
    const [day, key] = await Promise.all([budgets.today(), budgets.owner(OWNER)]);
    return { day: envelope(day), key: envelope(key) };
  }

  @Put('budgets')
  @Needs('admin')
  @HttpCode(200)
  @ApiOperation({ operationId: 'setBudgets', summary: 'Set or take away limits; what is left out stays as it is' })
  @ApiOkResponse({ type: BudgetsDto })
  async set(@Body() { day_usd, key_usd }: SetBudgetsDto): Promise<BudgetsDto> {
    await this.engine.budgets.setLimits({ day: microDollars(day_usd), key: microDollars(key_usd) });
    return this.get();
  }

  @Put('pipelines/:id/budget')
  @Needs('run')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'setPipelineBudget',
    summary: 'Set what a pipeline may spend; one that was paused by a budget goes on',
  })
  @ApiOkResponse({ type: PipelineDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  async setPipeline(@Param('id') id: string, @Body() { budget_usd }: SetPipelineBudgetDto): Promise<PipelineDto> {
    const { engine } = this;
    const there = await engine.budgets.setPipelineLimit(id, microDollars(budget_usd) ?? undefined);
    if (!there) throw notFound('pipeline', id);
    if ((await engine.store.pipeline(id))?.pausedBy?.reason === 'budget') await engine.start(id);
    return this.pipelines.get(id);
  }

  @Get('usage')
  @ApiOperation({ operationId: 'getUsage', summary: 'What was spent by day, key and model, and how estimates held' })
  @ApiOkResponse({ type: UsageDto })
  async usage(@Query() { days }: GetUsageDto): Promise<UsageDto> {
    return usageReport(await this.engine.budgets.usage(days));
  }
}

const envelope = ({ limit, spent, reserved }: Envelope): EnvelopeDto => ({
  ...(limit !== undefined && { limit_usd: dollars(limit) }),
  spent_usd: dollars(spent),
  reserved_usd: dollars(reserved),
});
