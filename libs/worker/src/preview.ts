import sharp from 'sharp';
import type { Task } from '#engine';

/** At most two a second: enough to see it form. */
const EVERY_MS = 500;
const LONGEST_SIDE = 384;
/** What a provider sends may be made to burst: no more pixels than this are looked at. */
const MAX_PIXELS = 16e6;

/**
 * Passes on what a provider shows of work that is still forming: drawn anew as a small JPEG, so that nothing else can
 * be hidden in it. What comes too fast is left out, and what is no picture as well.
 */
export class PreviewRelay {
  #last = -Infinity;
  #sending: Promise<void> | undefined;

  constructor(private readonly task: Pick<Task, 'preview'>) {}

  offer(bytes: Uint8Array): void {
    if (this.#sending || performance.now() - this.#last < EVERY_MS) return;
    this.#last = performance.now();
    // Only a look at the work: it goes on without it.
    this.#sending = this.#send(bytes)
      .catch(() => {})
      .finally(() => (this.#sending = undefined));
  }

  async #send(bytes: Uint8Array): Promise<void> {
    const size = { width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside' as const, withoutEnlargement: true };
    const picture = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 });
    await this.task.preview(await picture.resize(size).flatten().jpeg({ quality: 70 }).toBuffer());
  }

  /** Nothing is sent afterwards. */
  async close(): Promise<void> {
    this.#last = Infinity;
    await this.#sending;
  }
}
