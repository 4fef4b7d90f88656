import { randomUUID } from 'node:crypto';
import { PipelineFailure } from '#pipeline';
import type { Capability, LocalHandler, Provider, ProviderEvent, ProviderJob, Work, WorkContext } from './port.js';

export interface LocalStep {
  capability: Capability;
  handler: LocalHandler;
}

/** A provider whose work runs inside this process: a table of handlers. After a crash the work simply starts again. */
export class LocalProvider implements Provider {
  readonly #steps: Map<string, LocalStep>;

  /** Throws when two entries claim the same step type and model. */
  constructor(
    readonly id: string,
    steps: readonly LocalStep[],
  ) {
    this.#steps = new Map();
    for (const step of steps) {
      const key = keyOf(step.capability);
      if (this.#steps.has(key)) throw new Error(`provider "${id}" has two handlers for ${key}`);
      this.#steps.set(key, step);
    }
  }

  async capabilities(): Promise<Capability[]> {
    return [...this.#steps.values()].map((step) => step.capability);
  }

  async submit(work: Work): Promise<ProviderJob> {
    return { provider: this.id, id: randomUUID(), work };
  }

  attach(job: ProviderJob, ctx: WorkContext): AsyncIterable<ProviderEvent> {
    const step = this.#steps.get(keyOf(job.work));
    if (!step) throw new PipelineFailure('unsupported', `provider "${this.id}" cannot run ${keyOf(job.work)}`);
    return step.handler(job.work, ctx);
  }

  /** The context's signal has stopped it already. */
  async cancel(): Promise<void> {}
}

const keyOf = ({ step, model }: { step: string; model: string }) => `${step} with model ${model}`;
