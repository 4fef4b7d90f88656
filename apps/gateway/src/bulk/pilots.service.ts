import { Injectable } from '@nestjs/common';
import { Engine, atMeasuredPrices } from '#engine';
import type { Measured } from '#engine';
import { estimateLines, taskPrice } from '#pipeline';
import type { PlannedStep } from '#pipeline';
import { catalogue } from '#steps';
import type { PilotDto, PilotStepDto, PipelineDto } from '../dto/index.js';
import { dollars } from '../money.js';
import * as present from '../pipelines/presenter.js';
import { PipelinesService } from '../pipelines/pipelines.service.js';
import { ApiError, notFound } from '../problem.filter.js';
import { listPrice, sumOf } from './prices.service.js';

/** Some cells first: what they really cost and took, and what becomes of the rest. */
@Injectable()
export class PilotsService {
  constructor(
    private readonly engine: Engine,
    private readonly pipelines: PipelinesService,
  ) {}

  /** The rest, quoted anew from what was made so far. */
  async quote(id: string): Promise<PilotDto> {
    const record = await this.pipelines.record(id);
    if (record.pilot === undefined) throw notFound(`pilot of pipeline`, id);
    const { engine } = this;
    const [plan, left, measured] = await Promise.all([
      engine.store.plan(id, record.run),
      engine.left(record),
      engine.pilots.measure(record),
    ]);
    const priced = atMeasuredPrices(plan, measured);
    const forecast = await engine.forecast(
      priced,
      (step) => left[step] ?? 0,
      (step) => measured[step]?.ms,
    );
    const rest = present.estimate(estimateLines(priced, catalogue, forecast), forecast);
    const spent = dollars(record.costActual);
    return {
      ...{ status: record.pilot, cells: plan.options.pilot?.cells ?? 0 },
      ...{ estimated_usd: dollars(listPrice(plan)), spent_usd: spent },
      steps: plan.steps.map((step) => stepOf(step, measured[step.id]!)),
      ...{ rest, rest_seconds: Math.round(forecast.seconds), total_usd: sumOf(spent, rest.total_usd) },
    };
  }

  async release(id: string, rest: 'make' | 'leave_out'): Promise<PipelineDto> {
    const wanted = rest === 'make' ? 'released' : 'kept';
    const verdict = await this.engine.pilots.decide(id, wanted);
    if (verdict === 'unknown') throw notFound('pipeline', id);
    if (verdict === 'none')
      throw new ApiError(409, 'no_pilot', `Pipeline ${id} holds nothing back: it was begun without a pilot.`);
    if (verdict === 'over') throw new ApiError(409, 'pipeline_over', 'The pipeline does not run any more.');
    if (verdict !== wanted)
      throw new ApiError(409, 'pilot_decided', `It was decided before: the rest is ${WORDS[verdict]}.`);
    return this.pipelines.get(id);
  }
}

const WORDS = { running: 'held', waiting: 'held', released: 'made', kept: 'left out' };

function stepOf(step: PlannedStep, { made, microDollars, ms }: Measured): PilotStepDto {
  const listed = taskPrice(step);
  return {
    ...{ step_id: step.id, made },
    ...(listed !== undefined && { listed_usd: dollars(listed) }),
    ...(microDollars !== undefined && { measured_usd: dollars(microDollars) }),
    ...(ms !== undefined && { measured_seconds: ms / 1000 }),
  };
}
