import { randomUUID } from 'node:crypto';
import type { Resource } from '#pipeline';
import { PipelineFailure } from '#pipeline';
import type { Capability, LocalHandler, Provider, ProviderEvent, ProviderJob, Work, WorkContext } from './port.js';

/** Step types that share a model and the module their handlers live in, which is loaded only where they run. */
export interface LocalGroup {
  model: string;
  title: string;
  resource: Resource;
  /** Part of the cache key: raise it when the same work would give other bytes. */
  version: string;
  steps: readonly string[];
  /** Optional ports that it can use, see `Capability`. */
  ports?: string[];
  limits?: Capability['limits'];
  load: () => Promise<Record<string, LocalHandler>>;
}

/** A provider whose work runs inside this process: tables of handlers. After a crash the work simply starts again. */
export class LocalProvider implements Provider {
  readonly #groups: readonly LocalGroup[];

  /** Throws when a step type is claimed twice for the same model. */
  constructor(
    readonly id: string,
    groups: readonly LocalGroup[],
  ) {
    this.#groups = groups;
    const keys = groups.flatMap((group) => group.steps.map((step) => keyOf({ step, model: group.model })));
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twice) throw new Error(`provider "${id}" has two handlers for ${twice}`);
  }

  async capabilities(): Promise<Capability[]> {
    return this.#groups.flatMap(({ steps, model, title, resource, version, ports, limits }) =>
      steps.map((step) => ({
        ...{ step, model, title, resource, version, microDollars: 0 },
        ...(ports && { ports }),
        ...(limits && { limits }),
      })),
    );
  }

  async probe(): Promise<string> {
    return 'Part of the workers: there is nothing to reach and nothing to pay.';
  }

  /** Loads the handlers of a resource class. Throws when a step type has none, or a handler no step type. */
  async prepare(resource: Resource): Promise<void> {
    for (const group of this.#groups.filter((candidate) => candidate.resource === resource)) {
      const handlers = Object.keys(await group.load());
      const missing = group.steps.filter((step) => !handlers.includes(step));
      const unknown = handlers.filter((step) => !group.steps.includes(step));
      if (missing.length > 0) throw new Error(`provider "${this.id}" has no handler for ${missing.join(', ')}`);
      if (unknown.length > 0)
        throw new Error(`provider "${this.id}" has handlers nobody declared: ${unknown.join(', ')}`);
    }
  }

  async submit(work: Work): Promise<ProviderJob> {
    return { provider: this.id, id: randomUUID(), work };
  }

  async *attach(job: ProviderJob, ctx: WorkContext): AsyncIterable<ProviderEvent> {
    const { step, model } = job.work;
    const group = this.#groups.find((candidate) => candidate.model === model && candidate.steps.includes(step));
    const handler = (await group?.load())?.[step];
    if (!handler) throw new PipelineFailure('unsupported', `provider "${this.id}" cannot run ${keyOf(job.work)}`);
    yield* handler(job.work, ctx);
  }

  /** The context's signal has stopped it already. */
  async cancel(): Promise<void> {}
}

const keyOf = ({ step, model }: { step: string; model: string }) => `${step} with model ${model}`;
