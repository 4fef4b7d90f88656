import { Body, Controller, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccessKeys } from '#access';
import { Engine } from '#engine';
import {
  BudgetsDto,
  GetUsageDto,
  PipelineDto,
  ProblemDto,
  SetBudgetsDto,
  SetPipelineBudgetDto,
  UsageDto,
} from '../dto/index.js';
import { dollars, envelope, microDollars } from '../money.js';
import { PipelinesService } from '../pipelines/pipelines.service.js';
import { notFound } from '../problem.filter.js';
import { usageReport } from './usage.js';
import { Owner } from '../security/caller.js';
import { Needs } from '../security/needs.js';

@ApiTags('budgets')
@Controller()
@Needs('read')
export class BudgetsController {
  constructor(
    private readonly engine: Engine,
    private readonly pipelines: PipelinesService,
    private readonly keys: AccessKeys,
  ) {}

  @Get('budgets')
  @ApiOperation({ operationId: 'getBudgets', summary: 'What may be spent, is reserved and is spent' })
  @ApiOkResponse({ type: BudgetsDto })
  async get(@Owner() owner: string): Promise<BudgetsDto> {
    const { budgets } = this.engine;
    const [day, month, key, limits] = await Promise.all([
      budgets.today(),
      budgets.thisMonth(),
      budgets.owner(owner),
      budgets.limits(),
    ]);
    return {
      ...{ day: envelope(day), month: envelope(month), key: envelope(key) },
      ...(limits.pipeline !== undefined && { each_pipeline_usd: dollars(limits.pipeline) }),
      ...(limits.key !== undefined && { each_key_usd: dollars(limits.key) }),
    };
  }

  @Put('budgets')
  @Needs('admin')
  @HttpCode(200)
  @ApiOperation({ operationId: 'setBudgets', summary: 'Set or take away limits; what is left out stays as it is' })
  @ApiOkResponse({ type: BudgetsDto })
  async set(@Body() body: SetBudgetsDto, @Owner() owner: string): Promise<BudgetsDto> {
    const [day, month] = [microDollars(body.day_usd), microDollars(body.month_usd)];
    const [key, pipeline] = [microDollars(body.key_usd), microDollars(body.pipeline_usd)];
    await this.engine.budgets.setLimits({ day, month, key, pipeline });
    return this.get(owner);
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
    const { budgets } = this.engine;
    const [rows, saved] = await Promise.all([budgets.usage(days), budgets.saved(days)]);
    return usageReport(rows, await this.keys.names([...new Set(rows.map(({ owner }) => owner))]), saved);
  }
}
