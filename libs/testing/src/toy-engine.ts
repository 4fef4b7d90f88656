import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Engine, openWorker, workerOptions } from '#engine';
import type {
  Card,
  CardOptions,
  EngineOptions,
  Execute,
  Job,
  PipelineJobData,
  Delivery,
  StepJobData,
  TaskJobData,
  Task,
  TaskResult,
  TaskRunner,
} from '#engine';
import type { Catalogue, Select } from '#pipeline';
import { randomPrefix } from './redis.js';
import { TOY_CATALOGUE, selectToy } from './toy-steps.js';

export interface ToyEngineOptions {
  redisUrl: string;
  prefix?: string;
  /** What a task does, and on which card; default: the toy steps as they say. */
  execute?: (task: Task, card?: string) => Promise<TaskResult>;
  /** Cards that serve the pool `gpu`, instead of plain workers. */
  cards?: readonly ToyCard[];
  delivery?: Delivery;
  /** Look each task's work up before it is done; the function says whether a result's bytes are there. */
  reuse?: () => Promise<boolean>;
  /** Slots of each task queue; default 8. 0 starts no workers. */
  concurrency?: number;
  onError?: (error: unknown) => void;
  /** Other step types, and who runs them; default: the toy steps. */
  catalogue?: Catalogue;
  select?: Select;
  /** See EngineOptions. */
  racePoint?: EngineOptions['racePoint'];
}

export type ToyCard = Pick<CardOptions, 'card' | 'capMs' | 'memoryGb' | 'hopelessMs'>;

export interface ToyEngine {
  engine: Engine;
  /** Tasks in the order they were worked on, repeats included; with `reuse` without those that were answered. */
  executed: string[];
  runner: TaskRunner;
  cards: Card[];
  close(): Promise<void>;
}

/** A whole engine in this process, on toy steps: workers for every queue, and the finalisers. */
export async function startToyEngine(options: ToyEngineOptions): Promise<ToyEngine> {
  const { redisUrl, prefix = randomPrefix(), concurrency = 8 } = options;
  const engine = new Engine({
    redisUrl,
    prefix,
    catalogue: options.catalogue ?? TOY_CATALOGUE,
    select: options.select ?? selectToy,
    onError: options.onError ?? (() => {}),
    ...(options.racePoint && { racePoint: options.racePoint }),
  });
  await engine.events.open();
  const executed: string[] = [];
  const execute = options.execute ?? toyExecute;
  const run = (card?: string) => async (task: Task) => {
    // Only then: what a task costs by itself is measured with this.
    const key = options.reuse && actionKeyOf(task);
    const known = key && (await task.reuse(key, options.reuse!));
    if (known) return known;
    executed.push(task.id);
    const { outputs, facts, how } = await execute(task, card);
    return {
      outputs,
      ...(how && { how }),
      ...((facts ?? key) && { facts: { ...facts, ...(key && { actionKey: key }) } }),
    };
  };
  const runner = engine.taskRunner('toy-worker', run());
  const finaliser = engine.finaliser(options.delivery ?? { publish: async () => ({}), retract: async () => {} });
  const workers: ReturnType<typeof openWorker>[] = [];
  if (concurrency > 0) {
    for (const queue of options.cards ? (['cpu', 'remote'] as const) : (['gpu', 'cpu', 'remote'] as const)) {
      await engine.announceWorker(queue, `toy-${queue}`, concurrency);
      workers.push(
        openWorker(
          engine,
          queue,
          workerOptions(engine, redisUrl, concurrency),
          (job: Job<TaskJobData>, _token, signal) => runner.run(job, signal),
        ),
      );
    }
    workers.push(
      openWorker(engine, 'steps', workerOptions(engine, redisUrl, 4), (job: Job<StepJobData>, token) =>
        finaliser.step(job, token),
      ),
    );
    workers.push(
      openWorker(engine, 'pipelines', workerOptions(engine, redisUrl, 4), (job: Job<PipelineJobData>, token) =>
        finaliser.pipeline(job, token),
      ),
    );
  }
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  const cards = (options.cards ?? []).map((card) => openToyCard(engine, redisUrl, card, run(card.card)));
  await Promise.all(cards.map(({ card }) => card.start()));
  const close = async () => {
    for (const each of [runner, ...cards.map((card) => card.runner)]) each.releaseAll();
    await Promise.all([...workers, ...cards.map(({ card }) => card)].map((worker) => worker.close()));
    for (const each of [runner, ...cards.map((card) => card.runner)]) each.close();
    await engine.close();
  };
  return { engine, executed, runner, cards: cards.map(({ card }) => card), close };
}

function openToyCard(engine: Engine, redisUrl: string, options: ToyCard, execute: Execute) {
  const runner = engine.taskRunner(options.card, async (task) => {
    await card.admit(task.step.selection);
    return execute(task);
  });
  const card = engine.card({
    ...options,
    name: options.card,
    open: (queue) =>
      openWorker(engine, queue, workerOptions(engine, redisUrl, 1), (job: Job<TaskJobData>, _token, signal) =>
        runner.run(job, signal),
      ),
    onError: () => {},
  });
  return { runner, card };
}

const actionKeyOf = ({ step, config, inputs }: Task) =>
  createHash('sha256')
    .update(JSON.stringify([step.type, config, inputs]))
    .digest('hex');

/** What the toy steps do. */
export const toyExecute: Execute = async ({ id, step, config, inputs, signal }: Task): Promise<TaskResult> => {
  if (config.ms) await setTimeout(config.ms as number, undefined, { signal });
  if (step.type === 'list') {
    return { outputs: { items: Array.from({ length: config.length as number }, (_, index) => `${id}#${index}`) } };
  }
  if (step.type === 'gather') return { outputs: { text: (inputs.parts as string[]).join('+') } };
  const before = inputs.from === undefined ? '' : `${inputs.from as string}>`;
  return { outputs: { text: before + String((config.value as string | undefined) ?? id) } };
};
