import type { Job, Worker } from 'bullmq';
import type { Selection } from '#pipeline';
import { PipelineFailure } from '#pipeline';
import type { Dispatcher } from '../dispatcher.js';
import type { Events } from '../events.js';
import type { CardPolicy } from './choice.js';
import { chooseQueue } from './choice.js';
import type { Demand } from './demand.js';
import { fits } from './demand.js';
import type { Paces } from './pace.js';
import { BEAT_MS } from './roll.js';
import type { CardRecord, CardRoll } from './roll.js';

export interface CardOptions extends CardPolicy {
  /** Unlike that of any other worker. */
  name: string;
  /** What people call the card. */
  card: string;
  /** Opens a BullMQ worker that takes from a queue, one job at a time. */
  open: (queue: string) => Worker;
  /** GB of the card's memory, where something tells. */
  memoryGb?: () => Promise<number | undefined>;
  /** Milliseconds after which work that fits no card that is alive is failed; default one minute. */
  hopelessMs?: number;
  onError: (error: unknown) => void;
}

/** Events drive the choice; this is for those that are missed. */
const LOOK_MS = 1_000;

/**
 * A worker process's card: one task at a time, from the queue of the family it has loaded, until another has more need
 * of it. One BullMQ worker is open at a time. Turning to another queue closes it, which lets its job finish, and opens
 * the next: so locks, stalls and draining are BullMQ's own. A queue that no card is at is looked after by the sweeper.
 */
export class Card {
  #record: CardRecord;
  #open: { queue: string; worker: Worker } | undefined;
  #running: Promise<void> = Promise.resolve();
  #wake = Promise.withResolvers<void>();
  #beat: NodeJS.Timeout | undefined;
  #closed = false;
  /** Its family is not in memory yet. */
  #cold = true;

  constructor(
    private readonly options: CardOptions,
    private readonly roll: CardRoll,
    private readonly demand: Demand,
    private readonly paces: Paces,
    private readonly events: Events,
    private readonly dispatcher: Dispatcher,
  ) {
    this.#record = { card: options.card };
  }

  /** What it does now. */
  get record(): Readonly<CardRecord> {
    return this.#record;
  }

  async start(): Promise<void> {
    const { name, onError } = this.options;
    await this.#measure();
    await this.roll.beat(name, this.#record);
    this.#beat = setInterval(() => {
      this.#measure()
        .then(() => this.roll.beat(name, this.#record))
        .catch(onError);
    }, BEAT_MS).unref();
    const forget = this.events.onWork(this.#look);
    this.#running = this.#run().finally(forget);
    this.dispatcher.kick();
  }

  /** Throws `card_too_small` for work that does not fit, and that no other card could take. */
  async admit({ model, vramGb }: Selection): Promise<void> {
    if (fits(this.#record, vramGb)) return;
    const cards = [...(await this.roll.alive()).values()].map(({ card, vramGb: gb = 0 }) => `${card} has ${gb} GB`);
    throw new PipelineFailure('card_too_small', `"${model}" needs ${vramGb} GB on one card; ${cards.join(', ')}`);
  }

  async #measure(): Promise<void> {
    const vramGb = await this.options.memoryGb?.().catch(() => undefined);
    if (vramGb !== undefined) this.#record = { ...this.#record, vramGb };
  }

  readonly #look = (): void => this.#wake.resolve();

  async #run(): Promise<void> {
    while (!this.#closed) {
      this.#wake = Promise.withResolvers();
      const settled = await this.#choose().catch((error: unknown) => {
        this.options.onError(error);
        return true;
      });
      if (!settled || this.#closed) continue;
      const timer = setTimeout(this.#look, LOOK_MS);
      await this.#wake.promise;
      clearTimeout(timer);
    }
  }

  /** Resolves to false where it has to look again at once. */
  async #choose(): Promise<boolean> {
    const { name } = this.options;
    const view = await this.demand.look(name, this.#record);
    const next = chooseQueue(this.#record, view.queues, this.options);
    if (next === undefined || next === this.#open?.queue || this.#closed) return true;
    if (this.#open) {
      const { worker } = this.#open;
      await worker.close();
      this.#open = undefined;
      return false; // its last job may have taken long
    }
    const { queue, family: loaded } = this.#record;
    const family = view.queues.find((each) => each.name === next)?.family ?? loaded;
    const record = { ...this.#record, queue: next, family };
    if (next !== queue && !(await this.roll.turn(name, view.turns, queue, record))) return false;
    this.#record = { ...record, vramGb: this.#record.vramGb };
    if (family !== loaded) this.#cold = true;
    this.#open = { queue: next, worker: this.#serve(next) };
    return true;
  }

  #serve(queue: string): Worker {
    const worker = this.options.open(queue);
    worker.on('error', this.options.onError);
    worker.on('active', this.#look);
    worker.on('drained', this.#look);
    worker.on('failed', this.#look);
    worker.on('completed', (job) => {
      this.#look();
      this.#learn(queue, job).catch(this.options.onError);
    });
    return worker;
  }

  async #learn(queue: string, { processedOn, finishedOn }: Job): Promise<void> {
    if (processedOn === undefined || finishedOn === undefined || queue === 'gpu') return;
    const cold = this.#cold;
    if (await this.paces.learn(queue, finishedOn - processedOn, cold)) this.#cold = false;
  }

  /** Takes nothing more; resolves when its job has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#beat);
    this.#look();
    const { name } = this.options;
    await this.roll.leave(name, this.#record).catch(this.options.onError);
    await this.#open?.worker.close();
    await this.#running;
    // It may just have turned.
    await this.#open?.worker.close();
    await this.roll.leave(name, this.#record).catch(this.options.onError);
  }
}
