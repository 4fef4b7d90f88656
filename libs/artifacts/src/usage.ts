import { appendFile, open, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { orMissing } from './files.js';
import type { StoredBytes } from './store.js';

/** What other means have removed or added is seen after so long. */
const RECOUNT_MS = 3_600_000;
/** The log begins anew at the next count when it is longer than this. */
const MAX_LOG_BYTES = 1 << 20;

/**
 * How many bytes a store holds, without counting them each time. They are counted once; then every process that adds
 * or removes something appends a line to a log that all of them read on from where they were.
 */
export class Usage {
  readonly #log: string;
  #bytes = 0;
  #offset = 0;
  #countedAt = -Infinity;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    root: string,
    private readonly list: () => AsyncIterable<StoredBytes>,
  ) {
    this.#log = join(root, 'usage.log');
  }

  /** A line that cannot be written is made up for by the next count. */
  async add(bytes: number): Promise<void> {
    await appendFile(this.#log, `${bytes}\n`).catch(() => {});
  }

  /** One look at a time. */
  async bytes(): Promise<number> {
    const look = this.#turn.then(() => this.#look());
    this.#turn = look.catch(() => {});
    return look;
  }

  async #look(): Promise<number> {
    const length = await this.#length();
    if (Date.now() - this.#countedAt > RECOUNT_MS || length < this.#offset) await this.#count(length);
    else this.#bytes += await this.#readOn(length);
    return this.#bytes;
  }

  async #length(): Promise<number> {
    return (await orMissing(stat(this.#log)))?.size ?? 0;
  }

  /** What is added meanwhile may count twice: too much, rather than too little. */
  async #count(length: number): Promise<void> {
    if (length > MAX_LOG_BYTES) await truncate(this.#log, 0);
    this.#offset = await this.#length();
    this.#countedAt = Date.now();
    this.#bytes = 0;
    for await (const { bytes } of this.list()) this.#bytes += bytes;
  }

  async #readOn(length: number): Promise<number> {
    if (length === this.#offset) return 0;
    const file = await open(this.#log, 'r');
    try {
      const text = Buffer.alloc(length - this.#offset);
      const { bytesRead } = await file.read(text, 0, text.length, this.#offset);
      // Up to the last whole line.
      const end = text.subarray(0, bytesRead).lastIndexOf('\n') + 1;
      this.#offset += end;
      const lines = text.toString('utf8', 0, end).split('\n');
      return lines.reduce((sum, line) => sum + (Number(line) || 0), 0);
    } finally {
      await file.close();
    }
  }
}
