import { randomBytes } from 'node:crypto';
import type {
  Catalogue,
  Compiled,
  Forecast,
  Inputs,
  PipelineDefinition,
  Plan,
  PlannedStep,
  Resource,
  Select,
} from '#pipeline';
import { InvalidDefinitionError, compile, forecast, initialGraph, parseDefinition, randomSeed } from '#pipeline';
import { Redis } from 'ioredis';
import { Dispatcher, wireNodes } from './dispatcher.js';
import { Events } from './events.js';
import { Finaliser } from './finaliser.js';
import type { Publish } from './finaliser.js';
import { FlowTree } from './flow-tree.js';
import { Keys } from './keys.js';
import { Queues, TASK_QUEUES } from './queues.js';
import type { PipelineRecord, PipelineStatus } from './records.js';
import { isOver } from './records.js';
import { Scripts } from './scripts.js';
import { Store } from './store.js';
import { Sweeper } from './sweeper.js';
import { TaskRunner } from './task-runner.js';
import type { Execute } from './task-runner.js';

export interface EngineOptions {
  redisUrl: string;
  /** Hash tag of all keys; two engines with different prefixes do not see each other. */
  prefix: string;
  catalogue: Catalogue;
  select: Select;
  /** Told of failures in the background; they are put right by the next sweep. */
  onError?: (error: unknown) => void;
}

export interface SubmitOptions {
  /** Unset takes the input named `seed`, or a random one. */
  seed?: number;
}

const WORKER_TTL_MS = 15_000;
const REMOVE_CHUNK = 500;

/** The state machine in Redis with BullMQ as its hands. One per process; opens its connections at once. */
export class Engine {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly queues: Queues;
  readonly store: Store;
  readonly events: Events;
  readonly dispatcher: Dispatcher;
  readonly sweeper: Sweeper;
  /** BullMQ's commands have a connection of their own, so that adding jobs does not hold up claims and commits. */
  readonly #queueRedis: Redis;
  readonly #scripts: Scripts;
  readonly #tree: FlowTree;
  readonly #heartbeats = new Set<NodeJS.Timeout>();

  constructor(private readonly options: EngineOptions) {
    const onError = options.onError ?? (() => {});
    // Commands leave one by one: pipelined together, Redis and this process would wait for each other in turn.
    this.redis = new Redis(options.redisUrl, { maxRetriesPerRequest: null });
    this.redis.on('error', onError);
    this.keys = new Keys(options.prefix);
    this.#scripts = new Scripts(this.redis, this.keys.base);
    this.#queueRedis = this.redis.duplicate();
    this.#queueRedis.on('error', onError);
    this.queues = new Queues(this.#queueRedis, this.keys);
    for (const queue of this.queues.all()) queue.on('error', onError);
    this.queues.flow.on('error', onError);
    this.store = new Store(this.redis, this.keys);
    this.events = new Events(this.redis, this.keys);
    this.#tree = new FlowTree(this.queues);
    this.dispatcher = new Dispatcher(
      this.redis,
      this.keys,
      this.#scripts,
      this.queues,
      this.#tree,
      this.store,
      onError,
    );
    this.sweeper = new Sweeper(this.redis, this.keys, this.#scripts, this.#tree, this.store, this.dispatcher, onError);
  }

  /** Judges a definition; with `lenient` also without its inputs. */
  compile(definition: unknown, inputs: Inputs, options: SubmitOptions & { lenient?: boolean } = {}): Compiled {
    const parsed = parseDefinition(definition);
    if (!parsed.definition) return { problems: parsed.problems };
    const fromInput = typeof inputs.seed === 'number' ? inputs.seed : undefined;
    const seed = options.seed ?? fromInput ?? randomSeed();
    return compile(parsed.definition, inputs, {
      catalogue: this.options.catalogue,
      select: this.options.select,
      seed,
      lenient: options.lenient ?? false,
    });
  }

  /** Stores a pipeline that does not run yet. Throws InvalidDefinitionError with every problem. */
  async create(definition: PipelineDefinition, inputs: Inputs, options: SubmitOptions = {}): Promise<PipelineRecord> {
    const { plan, problems } = this.compile(definition, inputs, options);
    if (!plan) throw new InvalidDefinitionError(problems);
    const pid = newPipelineId();
    const fields = {
      name: plan.name,
      definition: JSON.stringify(definition),
      plan: JSON.stringify(plan),
      inputs: JSON.stringify(plan.inputs),
      seed: String(plan.seed),
    };
    const steps = plan.steps.map((step) => [step.id, step.type, step.tasks ?? 0]);
    const nodes = wireNodes(plan, initialGraph(plan));
    await this.#scripts.run('create', pid, JSON.stringify(fields), JSON.stringify(steps), JSON.stringify(nodes));
    return (await this.store.pipeline(pid))!;
  }

  /** Starts a pending pipeline, or goes on with a paused one; on any other it changes nothing. Returns the status, undefined for no such pipeline. */
  async start(pid: string): Promise<PipelineStatus | undefined> {
    const record = await this.store.pipeline(pid);
    if (!record) return undefined;
    if (record.status !== 'pending' && record.status !== 'paused') return record.status;
    if (record.status === 'pending') await this.#tree.plant(pid, await this.store.plan(pid));
    const status = await this.#scripts.run<PipelineStatus>('start', pid, ...TASK_QUEUES);
    this.dispatcher.pump(pid);
    return status;
  }

  /** Lets what runs finish and begins nothing more until `start`. Returns the status, undefined for no such pipeline. */
  async pause(pid: string): Promise<PipelineStatus | undefined> {
    return (await this.#scripts.run<PipelineStatus | null>('pause', pid)) ?? undefined;
  }

  /** Nothing is committed afterwards. Returns the status, undefined for no such pipeline. */
  async cancel(pid: string): Promise<PipelineStatus | undefined> {
    const status = await this.#scripts.run<PipelineStatus | null>('cancel', pid, ...TASK_QUEUES);
    this.dispatcher.pump(pid);
    return status ?? undefined;
  }

  /** Removes every trace of a pipeline that is over or never ran; its artifacts stay. False when it still runs. */
  async remove(pid: string): Promise<boolean> {
    const record = await this.store.pipeline(pid);
    if (!record || !(isOver(record.status) || record.status === 'pending')) return false;
    const plan = await this.store.plan(pid);
    await this.#tree.remove(pid, plan);
    const { keys } = this;
    for await (const key of this.redis.scanStream({
      match: `${escapeGlob(keys.base)}[ndsw]:${pid}*`,
      count: REMOVE_CHUNK,
    }) as AsyncIterable<string[]>) {
      if (key.length > 0) await this.redis.unlink(...key);
    }
    await this.redis
      .multi()
      .unlink(keys.pipeline(pid), keys.events(pid))
      .zrem(keys.root('pipelines'), pid)
      .srem(keys.root('active'), pid)
      .srem(keys.root('work'), pid)
      .exec();
    return true;
  }

  /** Resolves when the pipeline is over. Needs `events.open()`. */
  async finished(pid: string, signal?: AbortSignal): Promise<PipelineRecord> {
    return new Promise((resolve, reject) => {
      const check = () =>
        this.store.pipeline(pid).then((record) => {
          if (!record) return settle(() => reject(new Error(`no pipeline ${pid}`)));
          if (isOver(record.status)) settle(() => resolve(record));
        }, reject);
      const stop = this.events.listen(pid, (event) => {
        if (event.type === 'pipeline_status') void check();
      });
      const abort = () => settle(() => reject(signal!.reason as Error));
      const settle = (act: () => void) => {
        stop();
        signal?.removeEventListener('abort', abort);
        act();
      };
      signal?.addEventListener('abort', abort);
      void check();
    });
  }

  taskRunner(worker: string, execute: Execute): TaskRunner {
    return new TaskRunner(
      worker,
      this.options.catalogue,
      this.#scripts,
      this.store,
      this.dispatcher,
      this.events,
      execute,
    );
  }

  finaliser(publish: Publish): Finaliser {
    return new Finaliser(this.#scripts, this.store, publish);
  }

  /** Announces a worker's slots, so that the dispatcher keeps enough jobs ready for it; returns how to withdraw. */
  async announceWorker(
    queue: (typeof TASK_QUEUES)[number],
    worker: string,
    concurrency: number,
  ): Promise<() => Promise<void>> {
    const key = this.keys.workers(queue);
    const member = `${worker}|${concurrency}`;
    const beat = async () => {
      await this.redis
        .multi()
        .zremrangebyscore(key, '-inf', Date.now())
        .zadd(key, Date.now() + WORKER_TTL_MS, member)
        .exec();
    };
    await beat();
    const timer = setInterval(() => void beat().catch(this.options.onError), WORKER_TTL_MS / 3).unref();
    this.#heartbeats.add(timer);
    return async () => {
      clearInterval(timer);
      this.#heartbeats.delete(timer);
      await this.redis.zrem(key, member);
    };
  }

  /** Slots of the workers alive, by queue. */
  async aliveSlots(): Promise<Record<Resource, number>> {
    const counts = await Promise.all(
      TASK_QUEUES.map(async (queue) => [queue, await this.dispatcher.slotsOf(queue)] as const),
    );
    return Object.fromEntries(counts) as Record<Resource, number>;
  }

  /** Worker slots by queue; at least one each, so that estimates stay finite while workers start. */
  async slots(): Promise<Record<Resource, number>> {
    const counts = await Promise.all(
      TASK_QUEUES.map(async (queue) => [queue, Math.max(1, await this.dispatcher.slotsOf(queue))] as const),
    );
    return Object.fromEntries(counts) as Record<Resource, number>;
  }

  /** Time, order and cost of a plan, from what past work took and the workers there are. */
  async forecast(plan: Plan, remaining?: (stepId: string) => number): Promise<Forecast> {
    const [history, slots] = await Promise.all([this.store.history(), this.slots()]);
    const seconds = ({ historyBucket }: PlannedStep) => {
      const ms = history[historyBucket];
      return ms === undefined ? undefined : ms / 1000;
    };
    return forecast(plan, { slots, seconds, ...(remaining && { remaining: (step) => remaining(step.id) }) });
  }

  async close(): Promise<void> {
    for (const timer of this.#heartbeats) clearInterval(timer);
    await this.sweeper.close();
    await this.dispatcher.close();
    await this.events.close();
    await this.queues.close();
    for (const redis of [this.#queueRedis, this.redis]) await redis.quit().catch(() => redis.disconnect());
  }
}

/** Sorts by time; letters and digits only, because it becomes part of keys, job ids and folders. */
function newPipelineId(): string {
  return `p${Date.now().toString(36)}${randomBytes(5).toString('hex')}`;
}

const escapeGlob = (text: string) => text.replace(/[[\]*?\\]/g, '\\$&');
