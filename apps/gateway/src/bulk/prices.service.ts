import { Injectable } from '@nestjs/common';
import { Engine } from '#engine';
import { estimateLines, taskPrice, tasksExpected } from '#pipeline';
import type { Plan } from '#pipeline';
import { catalogue } from '#steps';
import type { PriceDto } from '../dto/index.js';
import { dollars } from '../money.js';
import * as present from '../pipelines/presenter.js';
import { PipelinesService } from '../pipelines/pipelines.service.js';

/** What pipelines have cost and will cost, as they are by now. */
@Injectable()
export class PricesService {
  constructor(
    private readonly engine: Engine,
    private readonly pipelines: PipelinesService,
  ) {}

  /** As if the tasks of `without` were left out. */
  async of(id: string, without: readonly string[] = []): Promise<PriceDto> {
    const record = await this.pipelines.record(id);
    const [plan, left] = await Promise.all([
      this.engine.store.plan(id, record.run),
      this.engine.left(record, new Set(without)),
    ]);
    const forecast = await this.engine.forecast(plan, (step) => left[step] ?? 0);
    const rest = present.estimate(estimateLines(plan, catalogue, forecast), forecast);
    const spent = dollars(record.costActual);
    return {
      estimated_usd: dollars(listPrice(plan)),
      ...{ spent_usd: spent, left: rest, total_usd: sumOf(spent, rest.total_usd) },
    };
  }
}

/** Micro-dollars of all of it by the price list. */
export const listPrice = ({ steps }: Plan): number =>
  steps.reduce((sum, step) => sum + Math.round((taskPrice(step) ?? 0) * tasksExpected(step)), 0);

/** Dollars, exact to the micro-dollar. */
export const sumOf = (...amounts: number[]): number =>
  Math.round(amounts.reduce((sum, one) => sum + one, 0) * 1e6) / 1e6;
