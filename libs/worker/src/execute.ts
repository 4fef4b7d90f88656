import type { ArtifactStore } from '#artifacts';
import type { Execute, Task, TaskResult } from '#engine';
import type { ArtifactRef, Catalogue, PortValue } from '#pipeline';
import { PipelineFailure } from '#pipeline';
import type { OutputFile, OutputValue, Provider, ProviderEvent, Providers, Work, WorkContext } from '#providers';
import { actionKey, recipeOf } from './recipe.js';
import type { WorkRecipe } from './recipe.js';
import type { Scratch } from './scratch.js';

export interface ExecuteOptions {
  providers: Providers;
  catalogue: Catalogue;
  store: ArtifactStore;
  scratch: Scratch;
  /** Free bytes below which nothing is started. */
  minFreeBytes: number;
}

/**
 * Runs a task on its provider and stores what comes out: bytes first, then the reference that the engine commits.
 * Each attempt has a folder of its own, removed however it ends.
 */
export function makeExecute(options: ExecuteOptions): Execute {
  return async (task) => {
    const { provider: id, model } = task.step.selection;
    const provider = options.providers.get(id);
    const capability = options.providers.capability(task.step.type, id, model);
    const type = options.catalogue.get(task.step.type);
    if (!provider || !capability || !type) {
      throw new PipelineFailure(
        'unsupported',
        `this worker has no provider "${id}" with model "${model}" for "${task.step.type}"`,
      );
    }
    await checkDisk(options);
    const recipe = recipeOf(task, type, id, capability);
    const workDir = await options.scratch.take(`${task.pipelineId}-${task.step.id}`);
    try {
      return await attempt({ ...options, task, provider, recipe, workDir });
    } finally {
      await options.scratch.release(workDir);
    }
  };
}

/** A clear refusal before the work rather than a crash in the middle. */
async function checkDisk({ store, minFreeBytes }: ExecuteOptions): Promise<void> {
  const free = await store.freeBytes();
  if (free >= minFreeBytes) return;
  const mb = (bytes: number) => `${Math.floor(bytes / 1e6)} MB`;
  throw new PipelineFailure(
    'disk_full',
    `only ${mb(free)} are free where artifacts are stored; at least ${mb(minFreeBytes)} are needed`,
  );
}

interface Attempt extends ExecuteOptions {
  task: Task;
  provider: Provider;
  recipe: WorkRecipe;
  workDir: string;
}

async function attempt({ task, provider, store, recipe, workDir }: Attempt): Promise<TaskResult> {
  const work: Work = {
    step: task.step.type,
    model: task.step.selection.model,
    config: task.config,
    inputs: task.inputs,
    seed: task.seed,
  };
  const ctx: WorkContext = { workDir, signal: task.signal, open: (ref) => openArtifact(store, ref) };
  const pending = new Map<string, OutputValue | OutputValue[]>();
  const facts: Record<string, unknown> = { provider: provider.id, model: work.model, actionKey: actionKey(recipe) };
  const job = await provider.submit(work, ctx);
  for await (const event of provider.attach(job, ctx)) {
    task.signal.throwIfAborted();
    follow(event, task, pending, facts);
  }
  const outputs: Record<string, PortValue> = {};
  for (const [port, output] of pending) outputs[port] = await keep(store, recipe, output);
  return { outputs, facts };
}

function follow(
  event: ProviderEvent,
  task: Task,
  pending: Map<string, OutputValue | OutputValue[]>,
  facts: Record<string, unknown>,
): void {
  switch (event.type) {
    case 'progress':
      task.progress(event.fraction);
      break;
    case 'output':
      pending.set(event.port, event.output);
      break;
    case 'cost':
      facts.microDollars = event.microDollars;
      break;
    case 'preview':
    case 'log':
      break;
  }
}

async function openArtifact(store: ArtifactStore, ref: ArtifactRef): Promise<string> {
  if (await store.has(ref.digest)) return store.pathOf(ref.digest);
  throw new PipelineFailure('invalid_input', `the stored ${ref.media} ${ref.digest.slice(0, 12)} is gone`);
}

async function keep(store: ArtifactStore, recipe: WorkRecipe, output: OutputValue | OutputValue[]): Promise<PortValue> {
  if (Array.isArray(output)) return Promise.all(output.map((item) => keep(store, recipe, item)));
  return 'value' in output ? output.value : keepFile(store, recipe, output.file);
}

async function keepFile(store: ArtifactStore, recipe: WorkRecipe, file: OutputFile): Promise<PortValue> {
  const { digest, bytes } = await store.putFile(file.path, { move: true });
  await store.putRecipe(digest, { ...recipe, media: file.media, mime: file.mime });
  const parts: [string, PortValue][] = [];
  for (const [role, part] of Object.entries(file.parts ?? {})) parts.push([role, await keepFile(store, recipe, part)]);
  return {
    digest,
    media: file.media,
    mime: file.mime,
    bytes,
    ...(file.facts && { facts: { ...file.facts } as Record<string, PortValue> }),
    ...(parts.length > 0 && { parts: Object.fromEntries(parts) }),
  };
}
