import { setTimeout } from 'node:timers/promises';
import { Engine, openWorker, workerOptions } from '#engine';
import type {
  Execute,
  Job,
  PipelineJobData,
  Publish,
  StepJobData,
  TaskJobData,
  Task,
  TaskResult,
  TaskRunner,
} from '#engine';
import { randomPrefix } from './redis.js';
import { TOY_CATALOGUE, selectToy } from './toy-steps.js';

export interface ToyEngineOptions {
  redisUrl: string;
  prefix?: string;
  /** What a task does; default: the toy steps as they say. */
  execute?: Execute;
  publish?: Publish;
  /** Slots of each task queue; default 8. 0 starts no workers. */
  concurrency?: number;
  onError?: (error: unknown) => void;
}

export interface ToyEngine {
  engine: Engine;
  /** Tasks in the order they were executed, repeats included. */
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
    select: selectToy,
    onError: options.onError ?? (() => {}),
  });
  await engine.events.open();
  const executed: string[] = [];
  const execute = options.execute ?? toyExecute;
  const runner = engine.taskRunner('toy-worker', (task) => {
    executed.push(task.id);
    return execute(task);
  });
  const finaliser = engine.finaliser(options.publish ?? (async () => ({})));
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
