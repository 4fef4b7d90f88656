import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Engine, openWorker, workerOptions } from '#engine';
import type {
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
import type { Select } from '#pipeline';
import { randomPrefix } from './redis.js';
import { TOY_CATALOGUE, selectToy } from './toy-steps.js';

export interface ToyEngineOptions {
  redisUrl: string;
  prefix?: string;
  /** What a task does; default: the toy steps as they say. */
  execute?: Execute;
  delivery?: Delivery;
  /** Look each task's work up before it is done; the function says whether a result's bytes are there. */
  reuse?: () => Promise<boolean>;
  /** Slots of each task queue; default 8. 0 starts no workers. */
  concurrency?: number;
  onError?: (error: unknown) => void;
  /** Chooses who runs a step; default: the toy steps. */
  select?: Select;
  /** See EngineOptions. */
  racePoint?: EngineOptions['racePoint'];
}

export interface ToyEngine {
  engine: Engine;
  /** Tasks in the order they were worked on, repeats included; with `reuse` without those that were answered. */
  executed: string[];
  runner: TaskRunner;
  close(): Promise<void>;
}

/** A whole engine in this process, on toy steps: workers for every queue, and the finalisers. */
export async function startToyEngine(options: ToyEngineOptions): Promise<ToyEngine> {
  const { redisUrl, prefix = randomPrefix(), concurrency = 8 } = options;
  const engine = new Engine({
    redisUrl,
    prefix,
    catalogue: TOY_CATALOGUE,
    select: options.select ?? selectToy,
    onError: options.onError ?? (() => {}),
    ...(options.racePoint && { racePoint: options.racePoint }),
  });
  await engine.events.open();
  const executed: string[] = [];
  const execute = options.execute ?? toyExecute;
  const runner = engine.taskRunner('toy-worker', async (task) => {
    // Only then: what a task costs by itself is measured with this.
    const key = options.reuse && actionKeyOf(task);
    const known = key && (await task.reuse(key, options.reuse!));
    if (known) return known;
    executed.push(task.id);
    const { outputs, facts, how } = await execute(task);
    return {
      outputs,
      ...(how && { how }),
      ...((facts ?? key) && { facts: { ...facts, ...(key && { actionKey: key }) } }),
    };
  });
  const finaliser = engine.finaliser(options.delivery ?? { publish: async () => ({}), retract: async () => {} });
  const workers: ReturnType<typeof openWorker>[] = [];
  if (concurrency > 0) {
    for (const queue of ['gpu', 'cpu'] as const) {
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
  const close = async () => {
    runner.releaseAll();
    await Promise.all(workers.map((worker) => worker.close()));
    runner.close();
    await engine.close();
  };
  return { engine, executed, runner, close };
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
