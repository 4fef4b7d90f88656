import { setImmediate as breathe } from 'node:timers/promises';
import type { Records } from '../records.js';
import { MemoryIndex } from './memory-index.js';

const PAGE = 500;

/**
 * The index of this process, in step with Redis: before each question it takes in what changed since, so that any number
 * of processes give the same answer. The first time, and when too much is out of date, it reads all of it.
 */
export class IndexInStep {
  #index = new MemoryIndex();
  #next = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly records: Pick<Records, 'changes'>) {}

  /** The index as of now. Rejects while Redis is away. */
  async now(): Promise<MemoryIndex> {
    const turn = this.#turn.then(() => this.#catchUp());
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #catchUp(): Promise<MemoryIndex> {
    for (;;) {
      const { next, gap, items } = await this.records.changes(this.#next, PAGE);
      if (gap) {
        this.#index = new MemoryIndex();
        this.#next = 0;
        continue;
      }
      for (const [id, item] of items) {
        if (item) this.#index.set(item);
        else this.#index.delete(id);
      }
      this.#next = next;
      if (items.length < PAGE) break;
      await breathe();
    }
    if (this.#index.isWorn) await this.#renew();
    return this.#index;
  }

  /** Reads all of it into a new index, and then takes its place. */
  async #renew(): Promise<void> {
    const fresh = new IndexInStep(this.records);
    this.#index = await fresh.now();
    this.#next = fresh.#next;
  }
}
