import type { Forecast, Inputs, Plan, PipelineDefinition, Problem } from '#pipeline';
import { InvalidDefinitionError } from '#pipeline';
import type { Engine } from './engine.js';
import type { SubmitOptions } from './submit.js';

export interface PipelineResult {
  success: boolean;
  /** Step id to the path of its output; the first one where a step has several. */
  outputs: Record<string, string>;
  /** Step id to milliseconds, from its first task's start to its last one's end. */
  timing: Record<string, number>;
  /** Step id to message. */
  errors?: Record<string, string>;
}

export interface ValidationResult {
  valid: boolean;
  problems: Problem[];
}

/** What will happen, without anything happening. */
export interface ExecutionPlan extends Forecast {
  plan: Plan;
}

/** Called with a step and how far it is, 0 to 1. */
export type OnProgress = (stepId: string, progress: number) => void;

/** The engine as one call: for programs that want a result rather than a service. */
export class PipelineOrchestrator {
  constructor(private readonly engine: Engine) {}

  /** Runs a pipeline to its end. Throws InvalidDefinitionError before anything runs; a failed run is a result. */
  async execute(
    definition: PipelineDefinition,
    inputs: Inputs,
    onProgress?: OnProgress,
    options: SubmitOptions = {},
  ): Promise<PipelineResult> {
    await this.engine.events.open();
    const { id } = await this.engine.create(definition, inputs, options);
    const stop = this.engine.events.listen(id, ({ type, data }) => {
      if (type === 'step_progress') onProgress?.(String(data.step_id), Number(data.progress_pct) / 100);
    });
    try {
      await this.engine.start(id);
      await this.engine.finished(id);
      return await this.#result(id);
    } finally {
      stop();
    }
  }

  /** Judges a definition without its inputs: every problem at once. */
  validate(definition: unknown): ValidationResult {
    const { problems } = this.engine.compile(definition, {}, { lenient: true });
    return { valid: problems.length === 0, problems };
  }

  /** Order, parallel groups, counts, cost, critical path and time. Throws InvalidDefinitionError. */
  async plan(definition: unknown, inputs: Inputs = {}, options: SubmitOptions = {}): Promise<ExecutionPlan> {
    const { plan, problems } = this.engine.compile(definition, inputs, options);
    if (!plan) throw new InvalidDefinitionError(problems);
    return { plan, ...(await this.engine.forecast(plan)) };
  }

  async #result(id: string): Promise<PipelineResult> {
    const [record, steps] = await Promise.all([this.engine.store.pipeline(id), this.engine.store.steps(id)]);
    const published = record?.published ?? {};
    const errors = steps.flatMap((step) => (step.error ? [[step.id, step.error.message] as const] : []));
    return {
      success: record?.status === 'completed',
      outputs: Object.fromEntries(
        Object.entries(published).flatMap(([step, paths]) => (paths[0] ? [[step, paths[0]]] : [])),
      ),
      timing: Object.fromEntries(
        steps.flatMap((step) => (step.startedAt && step.endedAt ? [[step.id, step.endedAt - step.startedAt]] : [])),
      ),
      ...(errors.length > 0 && { errors: Object.fromEntries(errors) }),
    };
  }
}
