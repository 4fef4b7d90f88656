import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';
import type { Scripts } from './scripts.js';

/** Kept no longer than this after the last one, however the work ends. */
const TTL_MS = 60_000;
/** What is larger is not kept: there is one for each task that runs. */
const MAX_BYTES = 64 * 1024;

/** How running work looks by now: the latest small JPEG of each task, and the news of it for those who listen. */
export class Previews {
  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
    private readonly scripts: Scripts,
  ) {}

  async show(pid: string, task: string, epoch: string, jpeg: Buffer): Promise<void> {
    if (jpeg.length > 0 && jpeg.length <= MAX_BYTES) await this.scripts.run('preview', pid, task, epoch, jpeg, TTL_MS);
  }

  /** The latest one; undefined when there is none, or none any more. */
  async of(pid: string, task: string): Promise<Buffer | undefined> {
    return (await this.redis.getBuffer(this.keys.preview(pid, task))) ?? undefined;
  }
}
