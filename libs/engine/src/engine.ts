import type {
  Catalogue,
  Changes,
  Compiled,
  Forecast,
  Inputs,
  PipelineDefinition,
  Plan,
  PlannedStep,
  Resource,
  Select,
} from '#pipeline';
import { forecast } from '#pipeline';
import { Redis } from 'ioredis';
import { Budgets } from './budgets.js';
import { checkpointLines, importedResults, parseCheckpointHeader } from './checkpoint.js';
import { Card } from './cards/card.js';
import type { CardOptions } from './cards/card.js';
import { Demand } from './cards/demand.js';
import { Paces } from './cards/pace.js';
import { CardRoll } from './cards/roll.js';
import { WorkerReports } from './worker-reports.js';
import { Collector } from './collector.js';
import { Compactor } from './compactor.js';
import { Dispatcher } from './dispatcher.js';
import { Events } from './events.js';
import { Finaliser } from './finaliser.js';
import type { Delivery } from './finaliser.js';
import { FlowTree } from './flow-tree.js';
import { foresee } from './foresight.js';
import type { KeyOf } from './foresight.js';
import { Inspector } from './inspector.js';
import { Keys } from './keys.js';
import { Ledger } from './ledger.js';
import { Pilots } from './pilot.js';
import { Previews } from './previews.js';
import { Listing } from './listing.js';
import { QueueControl } from './queue-control.js';
import { tasksLeft } from './left.js';
import { KnownResults } from './known.js';
import { Queues, TASK_QUEUES } from './queues.js';
import type { PipelineRecord, PipelineStatus } from './records.js';
import { isOver } from './records.js';
import { FAIL_FAST, PATIENT, RedisLink, isRedisUnavailable } from './redis-link.js';
import { Requests } from './requests.js';
import { Reviews } from './reviews.js';
import { DROP_CHUNK, Rewinder } from './rewind.js';
import { Scripts } from './scripts.js';
import type { RacePoint } from './scripts.js';
import { shed } from './shed.js';
import { Store } from './store.js';
import { Story } from './story.js';
import { Submitter } from './submit.js';
import type { RerunOptions, RerunVerdict, SubmitOptions } from './submit.js';
import { Sweeper } from './sweeper.js';
import { TaskRunner } from './task-runner.js';
import type { Execute, Usable } from './task.js';

export interface EngineOptions {
  redisUrl: string;
  /** Hash tag of all keys; two engines with different prefixes do not see each other. */
  prefix: string;
  catalogue: Catalogue;
  select: Select;
  /** Told of failures in the background; they are put right by the next sweep. That Redis is away is no failure. */
  onError?: (error: unknown) => void;
  /** Milliseconds after which a finished pipeline's working keys become one archive record; default ten minutes. */
  compactAfterMs?: number;
  /** Called around every change of state, for tests that stop or kill a process there. */
  racePoint?: (point: RacePoint) => void | Promise<void>;
  /** Told once when Redis is away, and once when it is back. */
  onRedis?: (up: boolean) => void;
  /** Refuse commands while Redis is away, for those who have to answer; else they wait, for those who work. */
  failFast?: boolean;
}

/** How long tasks took, milliseconds by kind of work, and how many can run at a time. */
export interface Grounds {
  history: Record<string, number>;
  slots: Record<Resource, number>;
}

const HOPELESS_MS = 60_000;
const WORKER_TTL_MS = 15_000;
/** Long enough that whoever watched a pipeline has seen its events. */
const COMPACT_AFTER_MS = 10 * 60_000;

/** The state machine in Redis with BullMQ as its hands. One per process; opens its connections at once. */
export class Engine {
  readonly redis: Redis;
  readonly link: RedisLink;
  readonly keys: Keys;
  readonly queues: Queues;
  readonly store: Store;
  readonly listing: Listing;
  readonly events: Events;
  readonly story: Story;
  readonly dispatcher: Dispatcher;
  readonly queue: QueueControl;
  readonly sweeper: Sweeper;
  readonly compactor: Compactor;
  readonly requests: Requests;
  readonly collector: Collector;
  readonly ledger: Ledger;
  readonly previews: Previews;
  readonly budgets: Budgets;
  readonly reviews: Reviews;
  readonly pilots: Pilots;
  readonly cards: CardRoll;
  readonly reports: WorkerReports;
  readonly #submitter: Submitter;
  readonly #known: KnownResults;
  /** BullMQ's commands have a connection of their own, so that adding jobs does not hold up claims and commits. */
  readonly #queueRedis: Redis;
  readonly #scripts: Scripts;
  readonly #tree: FlowTree;
  readonly #inspector: Inspector;
  readonly #rewinder: Rewinder;
  readonly #heartbeats = new Set<NodeJS.Timeout>();

  constructor(private readonly options: EngineOptions) {
    const onError = (error: unknown) => (isRedisUnavailable(error) ? undefined : options.onError?.(error));
    // Commands leave one by one: pipelined together, Redis and this process would wait for each other in turn.
    this.redis = new Redis(options.redisUrl, { maxRetriesPerRequest: null, ...(options.failFast && FAIL_FAST) });
    this.redis.on('error', onError);
    this.keys = new Keys(options.prefix);
    this.#scripts = new Scripts(this.redis, this.keys.base, options.racePoint);
    // BullMQ would never recover from being refused while it connects. What it says late does no harm.
    this.#queueRedis = new Redis(options.redisUrl, PATIENT);
    this.#queueRedis.on('error', onError);
    this.link = new RedisLink([this.redis, this.#queueRedis], (up) => options.onRedis?.(up));
    if (options.failFast) this.link.watch();
    this.queues = new Queues(this.#queueRedis, this.redis, this.keys, onError);
    this.store = new Store(this.redis, this.keys);
    this.listing = new Listing(this.redis, this.keys);
    this.events = new Events(this.redis, this.keys, () => new Redis(options.redisUrl, PATIENT));
    this.story = new Story(this.events, this.store);
    this.#tree = new FlowTree(this.queues);
    const known = (this.#known = new KnownResults(this.redis, this.keys, this.store));
    this.#rewinder = new Rewinder(this.redis, this.keys, this.#scripts, this.#tree, this.store, known);
    this.dispatcher = new Dispatcher(
      this.redis,
      this.keys,
      this.#scripts,
      this.queues,
      this.#tree,
      this.store,
      this.#rewinder,
      onError,
    );
    this.requests = new Requests(this.#scripts);
    this.queue = new QueueControl(this.redis, this.keys, this.#scripts, this.queues, this.dispatcher);
    const { catalogue, select } = options;
    this.#submitter = new Submitter(catalogue, select, this.#scripts, this.queues, this.store, known, this.dispatcher);
    this.compactor = new Compactor(
      this.redis,
      this.keys,
      this.#scripts,
      this.store,
      options.compactAfterMs ?? COMPACT_AFTER_MS,
    );
    this.reports = new WorkerReports(this.redis, this.keys);
    this.cards = new CardRoll(this.redis, this.keys, this.#scripts);
    this.ledger = new Ledger(this.redis, this.keys, this.#scripts);
    this.previews = new Previews(this.redis, this.keys, this.#scripts);
    this.budgets = new Budgets(this.redis, this.keys, this.#scripts);
    this.#inspector = new Inspector(
      this.redis,
      this.keys,
      catalogue,
      this.#scripts,
      this.store,
      this.dispatcher,
      this,
      onError,
    );
    this.reviews = new Reviews(this.redis, this.keys, this.#scripts, this.store, this.dispatcher, this.#inspector);
    this.pilots = new Pilots(this.#scripts, this.store, this.dispatcher);
    this.collector = new Collector(this.redis, this.keys, this.#scripts, this.store, (pid) => this.remove(pid));
    this.sweeper = new Sweeper(
      this.redis,
      this.keys,
      this.#scripts,
      this.queues,
      this.#tree,
      this.store,
      this.dispatcher,
      this.compactor,
      this.reviews,
      onError,
    );
  }

  /** Judges a definition; with `lenient` also without its inputs. */
  compile(definition: unknown, inputs: Inputs, options: SubmitOptions & { lenient?: boolean } = {}): Compiled {
    return this.#submitter.compile(definition, inputs, options);
  }

  /** Stores a pipeline that does not run yet. Throws InvalidDefinitionError with every problem. */
  async create(definition: PipelineDefinition, inputs: Inputs, options: SubmitOptions = {}): Promise<PipelineRecord> {
    return this.#submitter.create(definition, inputs, options);
  }

  /** A new pipeline with changes, which shares everything unchanged with the source. Throws InvalidDefinitionError. */
  async fork(source: PipelineRecord, changes: Changes, options: RerunOptions = {}): Promise<PipelineRecord> {
    return this.#submitter.fork(source, changes, options);
  }

  /** The lines of a checkpoint, to be kept elsewhere with the bytes it names; of all that was made, or up to a place. */
  exportCheckpoint(source: PipelineRecord, seq?: number): AsyncGenerator<string> {
    return checkpointLines(this.store, this.#known, source, seq);
  }

  /**
   * A new pipeline from the lines of a checkpoint; results whose bytes are not `usable` are made again. Throws
   * PipelineFailure `invalid_input` for what is no checkpoint, and InvalidDefinitionError.
   */
  async importCheckpoint(
    lines: AsyncIterator<string>,
    usable: Usable,
    options: SubmitOptions = {},
  ): Promise<PipelineRecord> {
    const first = await lines.next();
    const { definition, inputs, plan } = parseCheckpointHeader(first.done ? undefined : first.value);
    const rest = { [Symbol.asyncIterator]: () => lines };
    return this.#submitter.createFrom(definition, inputs, plan, importedResults(rest, usable), options);
  }

  /** A new pipeline that takes over what a checkpoint of another holds. */
  async createFrom(
    source: PipelineRecord,
    seq: number,
    definition: PipelineDefinition,
    inputs: Inputs,
    options: SubmitOptions = {},
  ): Promise<PipelineRecord> {
    const before = await this.store.plan(source.id);
    return this.#submitter.createFrom(definition, inputs, before, this.#known.of(source.id, seq), options);
  }

  /** The plan of a fork or a rerun, for people to look at first. Throws InvalidDefinitionError. */
  async planAgain(source: PipelineRecord, changes: Changes, options: RerunOptions = {}): Promise<Plan> {
    return this.#submitter.preview(source, changes, options);
  }

  /**
   * Runs a pipeline again that is over, or paused with nothing running: what changes do not reach counts as done.
   * Throws InvalidDefinitionError.
   */
  async rerun(source: PipelineRecord, changes: Changes, options: RerunOptions = {}): Promise<RerunVerdict> {
    return this.#submitter.rerun(source, changes, options);
  }

  /**
   * Changes a pipeline that does not run; it is run by them when it is started. A name alone may change at any time.
   * Throws InvalidDefinitionError.
   */
  async edit(
    source: PipelineRecord,
    { name, ...changes }: Changes & { name?: string },
    options: RerunOptions = {},
  ): Promise<RerunVerdict> {
    const { revision = '', seed, options: run } = options;
    if (Object.keys(changes).length === 0 && seed === undefined && run === undefined)
      return this.#scripts.run<RerunVerdict>('rename', source.id, name ?? source.name, revision);
    const definition = { ...(changes.definition ?? source.definition), name: name ?? source.name };
    const verdict = await this.rerun(source, { ...changes, definition }, { ...options, start: false });
    if (verdict === 'accepted') await this.#rewinder.rewind(source.id);
    return verdict;
  }

  /** Starts a pending pipeline, or goes on with a paused one; on any other it changes nothing. Returns the status, undefined for no such pipeline. */
  async start(pid: string): Promise<PipelineStatus | undefined> {
    const record = await this.store.pipeline(pid);
    if (!record) return undefined;
    if (record.status !== 'pending' && record.status !== 'paused') return record.status;
    const status = (await this.#rewinder.start(pid)) as PipelineStatus;
    this.dispatcher.pump(pid);
    return status;
  }

  /** Lets what runs finish and begins nothing more until `start`. Returns the status, undefined for no such pipeline. */
  async pause(pid: string): Promise<PipelineStatus | undefined> {
    return (await this.#scripts.run<PipelineStatus | null>('pause', pid)) ?? undefined;
  }

  /**
   * Nothing is committed afterwards. With `discard` what was made is dropped from the pipeline, also later, when it is
   * cancelled already. Returns the status, undefined for no such pipeline.
   */
  async cancel(pid: string, { discard = false } = {}): Promise<PipelineStatus | undefined> {
    const status = await this.#scripts.run<PipelineStatus | null>('cancel', pid, discard ? '1' : '');
    // At once, for who looks next; should this process die, it is graph work as well.
    if (discard && (status === 'cancelling' || status === 'cancelled')) await shed(this.#scripts, pid, [], true);
    if (discard && status === 'cancelled') await this.compactor.discard(pid);
    this.dispatcher.pump(pid);
    return status ?? undefined;
  }

  /** Removes every trace of a pipeline that is over or never ran; its artifacts stay. False when it still runs. */
  async remove(pid: string): Promise<boolean> {
    const record = await this.store.pipeline(pid);
    if (!record || !(isOver(record.status) || record.status === 'pending')) return false;
    const plan = await this.store.plan(pid);
    for (let run = 1; run <= record.run; run++) await this.#tree.remove(pid, run, plan);
    while ((await this.#scripts.run<number>('drop', pid, record.run, DROP_CHUNK)) > 0);
    await this.#scripts.run('forget', pid, JSON.stringify(plan.steps.map((step) => step.id)));
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
      this.ledger,
      this.previews,
      this.events,
      execute,
      this.options.onError ?? (() => {}),
    );
  }

  /** A card of this process, which takes work once it is started; announces itself. */
  card(options: CardOptions): Card {
    const paces = new Paces(this.redis, this.keys);
    const demand = new Demand(this.queues, this.#scripts, this.cards, paces, options.hopelessMs ?? HOPELESS_MS);
    return new Card(options, this.cards, demand, paces, this.events, this.dispatcher);
  }

  finaliser(delivery: Delivery): Finaliser {
    return new Finaliser(this.#scripts, this.store, delivery);
  }

  /** Announces a worker's slots, so that the dispatcher keeps enough jobs ready for it; returns how to withdraw. */
  async announceWorker(queue: string, worker: string, concurrency: number): Promise<() => Promise<void>> {
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

  /** How many tasks of each step need not be done, because their results are there already. */
  async foresee(plan: Plan, keyOf: KeyOf): Promise<Record<string, number>> {
    const { resumedFrom } = plan;
    return foresee(plan, this.options.catalogue, keyOf, {
      known: async (task) => resumedFrom && (await this.store.outputs(resumedFrom.pipeline, [task]))[0],
      cached: (key) => this.store.cached(key),
    });
  }

  /** Tasks of each step that are still to be made, of a pipeline that is not over; as if some were left out. */
  async left(
    record: Pick<PipelineRecord, 'id' | 'run' | 'status'>,
    without?: ReadonlySet<string>,
  ): Promise<Record<string, number>> {
    const plan = await this.store.plan(record.id, record.run);
    if (isOver(record.status)) return Object.fromEntries(plan.steps.map(({ id }) => [id, 0]));
    return tasksLeft(this.redis, this.keys, record.id, plan, without);
  }

  /** Time, order and cost of a plan, from what past work took and the workers there are. */
  async forecast(
    plan: Plan,
    remaining?: (stepId: string) => number,
    measuredMs: (stepId: string) => number | undefined = () => undefined,
    grounds?: Grounds,
  ): Promise<Forecast> {
    const { history, slots } = grounds ?? (await this.grounds());
    const seconds = ({ id, historyBucket }: PlannedStep) => {
      const ms = measuredMs(id) ?? history[historyBucket];
      return ms === undefined ? undefined : ms / 1000;
    };
    return forecast(plan, { slots, seconds, ...(remaining && { remaining: (step) => remaining(step.id) }) });
  }

  /** What forecasts are made from, for those who read other things meanwhile. */
  async grounds(): Promise<Grounds> {
    const [history, slots] = await Promise.all([this.store.history(), this.slots()]);
    return { history, slots };
  }

  async close(): Promise<void> {
    for (const timer of this.#heartbeats) clearInterval(timer);
    // What waits for a Redis that is away is given up.
    if (!this.link.up) for (const redis of [this.#queueRedis, this.redis]) redis.disconnect();
    this.link.close();
    await this.sweeper.close();
    await this.#inspector.close();
    await this.dispatcher.close();
    await this.events.close();
    await this.queues.close();
    for (const redis of [this.#queueRedis, this.redis]) await redis.quit().catch(() => redis.disconnect());
  }
}
