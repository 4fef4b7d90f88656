import { randomUUID } from 'node:crypto';
import { allStored, checkSpace, putMadeRecipe } from '#artifacts';
import type { ArtifactStore, SpaceLimits } from '#artifacts';
import type { Execute, Ledger, ProviderLimits, Task, TaskResult } from '#engine';
import type { ArtifactRef, Catalogue, PortValue, Selection } from '#pipeline';
import { PipelineFailure } from '#pipeline';
import { actionKey, recipeOf } from '#providers';
import type {
  Capability,
  OutputFile,
  OutputValue,
  Provider,
  ProviderEvent,
  Providers,
  Work,
  WorkContext,
  WorkRecipe,
} from '#providers';
import { endPaid, isPaid, isRecorded, sendPaid } from './paid.js';
import { PreviewRelay } from './preview.js';
import type { Callbacks } from './paid.js';
import type { Scratch } from './scratch.js';

export interface ExecuteOptions {
  ledger: Ledger;
  providers: Providers;
  catalogue: Catalogue;
  store: ArtifactStore;
  scratch: Scratch;
  space: SpaceLimits;
  /** Set where providers can reach this installation from outside. */
  callbacks?: Callbacks | undefined;
  /** How much of each provider all workers together may use. */
  limits?: ReadonlyMap<string, ProviderLimits>;
  /** Throws for work that this process's card cannot do. */
  admit?: (selection: Selection) => Promise<void>;
}

/**
 * Runs a task on its provider and stores what comes out: bytes first, then the reference that the engine commits.
 * Each attempt has a folder of its own, removed however it ends.
 */
export function makeExecute(options: ExecuteOptions): Execute {
  return async (task) => {
    const { provider: id, model } = task.step.selection;
    const provider = options.providers.get(id);
    const capability = await options.providers.ready(task.step.type, id, model);
    const type = options.catalogue.get(task.step.type);
    if (!provider || !capability || !type) {
      throw new PipelineFailure(
        'unsupported',
        `this worker has no provider "${id}" with model "${model}" for "${task.step.type}"`,
      );
    }
    const recipe = recipeOf(task, type, id, capability);
    const done = await task.reuse(actionKey(recipe), (outputs) => allStored(options.store, outputs));
    if (done) return done;
    await options.admit?.(task.step.selection);
    await checkSpace(options.store, options.space);
    if (capability.resource === 'remote') await task.enter(id, options.limits?.get(id) ?? {});
    const workDir = await options.scratch.take(`${task.pipelineId}-${task.step.id}`);
    try {
      return await attempt({ ...options, task, provider, capability, recipe, workDir });
    } catch (error) {
      // What one is told holds for all.
      if (error instanceof PipelineFailure && error.retryAfterMs) await task.hold(id, error.retryAfterMs);
      throw error;
    } finally {
      await options.scratch.release(workDir);
    }
  };
}

interface Attempt extends ExecuteOptions {
  task: Task;
  provider: Provider;
  capability: Capability;
  recipe: WorkRecipe;
  workDir: string;
}

async function attempt(options: Attempt): Promise<TaskResult> {
  const { task, provider, capability, ledger, store, recipe, workDir, callbacks } = options;
  const work: Work = {
    step: task.step.type,
    model: task.step.selection.model,
    config: task.config,
    inputs: task.inputs,
    seed: task.seed,
  };
  const ctx: WorkContext = {
    workDir,
    signal: task.signal,
    requestId: randomUUID(),
    open: (ref) => openArtifact(store, ref),
  };
  const key = actionKey(recipe);
  const free = !isPaid(capability);
  const paid = isRecorded(provider, capability)
    ? { ledger, task, provider, work, ctx, actionKey: key, free, callbacks }
    : undefined;
  const sent = paid && (await sendPaid(paid));
  const job = sent?.job ?? (await provider.submit(work, ctx));
  const facts: Record<string, unknown> = { provider: provider.id, model: work.model, actionKey: key };
  const preview = new PreviewRelay(task);
  const followed: Followed = { task, preview, facts, pending: new Map(), billed: async () => {} };
  if (sent) followed.billed = (microDollars) => ledger.billed(sent.requestId, microDollars);
  try {
    for await (const event of provider.attach(job, ctx)) {
      task.signal.throwIfAborted();
      await follow(event, followed);
    }
  } catch (error) {
    if (paid && sent) await endPaid(paid, sent, error);
    throw error;
  } finally {
    await preview.close();
  }
  const outputs: Record<string, PortValue> = {};
  const sidecar = { ...recipe, origin: originOf(task, facts.microDollars) };
  for (const [port, output] of followed.pending) outputs[port] = await keep(store, sidecar, output);
  return { outputs, facts };
}

/** What gathers while the work is followed. */
interface Followed {
  task: Task;
  preview: PreviewRelay;
  pending: Map<string, OutputValue | OutputValue[]>;
  facts: Record<string, unknown>;
  /** Puts on record what it costs, before it is known what becomes of the work. */
  billed: (microDollars: number) => Promise<void>;
}

async function follow(event: ProviderEvent, { task, preview, pending, facts, billed }: Followed): Promise<void> {
  switch (event.type) {
    case 'progress':
      task.progress(event.fraction);
      break;
    case 'output':
      pending.set(event.port, event.output);
      task.progress();
      break;
    case 'cost':
      facts.microDollars = event.microDollars;
      await billed(event.microDollars);
      break;
    case 'preview':
      preview.offer(event.bytes);
      task.progress();
      break;
    case 'log':
      task.progress();
      break;
  }
}

async function openArtifact(store: ArtifactStore, ref: ArtifactRef): Promise<string> {
  if (await store.has(ref.digest)) return store.pathOf(ref.digest);
  throw new PipelineFailure('invalid_input', `the stored ${ref.media} ${ref.digest.slice(0, 12)} is gone`);
}

/** Who had it made, and when: what the library is rebuilt from. It decides nothing about the bytes. */
const originOf = ({ pipelineId, step, id }: Task, cost: unknown) => ({
  ...{ pipeline: pipelineId, step: step.id, task: id, at: new Date().toISOString() },
  ...(typeof cost === 'number' && { cost }),
});

async function keep(store: ArtifactStore, recipe: WorkRecipe, output: OutputValue | OutputValue[]): Promise<PortValue> {
  if (Array.isArray(output)) return Promise.all(output.map((item) => keep(store, recipe, item)));
  return 'value' in output ? output.value : keepFile(store, recipe, output.file);
}

/** `part` is the role of what only belongs to another file. */
async function keepFile(store: ArtifactStore, recipe: WorkRecipe, file: OutputFile, part?: string): Promise<PortValue> {
  const { digest, bytes } = await store.putFile(file.path, { move: true });
  const { media, mime, facts } = file;
  await putMadeRecipe(store, digest, { ...recipe, media, mime, ...(facts && { facts }), ...(part && { part }) });
  const parts: [string, PortValue][] = [];
  for (const [role, companion] of Object.entries(file.parts ?? {}))
    parts.push([role, await keepFile(store, recipe, companion, role)]);
  return {
    digest,
    media: file.media,
    mime: file.mime,
    bytes,
    ...(file.facts && { facts: { ...file.facts } as Record<string, PortValue> }),
    ...(parts.length > 0 && { parts: Object.fromEntries(parts) }),
  };
}
