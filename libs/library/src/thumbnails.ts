import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { ArtifactStore } from '#artifacts';
import { MediaError, thumbnail } from '#media';
import { PipelineFailure } from '#pipeline';

/** The longer side, in pixels. */
export const THUMBNAIL_SIZES = [128, 256, 512] as const;
export type ThumbnailSize = (typeof THUMBNAIL_SIZES)[number];
export const THUMBNAIL_FORMATS = ['webp', 'jpeg'] as const;
export type ThumbnailFormat = (typeof THUMBNAIL_FORMATS)[number];

/** Made at the same time; more wait. */
const AT_ONCE = 2;
/** Who comes when so many wait is sent away. */
const MOST_WAITING = 1_000;
/** What could not be shown is not tried again for a while. */
const FAILED_MS = 10 * 60_000;

/** Too many are being made; ask again. */
export class ThumbnailsBusy extends Error {
  override readonly name = 'ThumbnailsBusy';
}

/** Small pictures of artifacts, made when somebody first asks and kept beside the bytes. */
export class Thumbnails {
  readonly #making = new Map<string, Promise<Buffer>>();
  readonly #failed = new LRUCache<string, PipelineFailure>({ max: 10_000, ttl: FAILED_MS });
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(
    private readonly store: Pick<ArtifactStore, 'has' | 'pathOf' | 'getBeside' | 'putBeside'>,
    /** A folder for what is in the making. */
    private readonly scratch: string,
  ) {}

  /**
   * Undefined where the store has no such bytes. Throws PipelineFailure `media_failed` for what cannot be shown, and
   * ThumbnailsBusy.
   */
  async of(digest: string, size: ThumbnailSize, format: ThumbnailFormat): Promise<Buffer | undefined> {
    const name = `thumb-${size}.${format}`;
    const kept = await this.store.getBeside(digest, name);
    if (kept) return kept;
    if (!(await this.store.has(digest))) return undefined;
    const failed = this.#failed.get(digest);
    if (failed) throw failed;
    const key = `${digest} ${name}`;
    const making = this.#making.get(key) ?? this.#make(digest, size, format, name);
    if (!this.#making.has(key)) {
      this.#making.set(key, making);
      making.finally(() => this.#making.delete(key)).catch(() => {});
    }
    return making;
  }

  async #make(digest: string, size: ThumbnailSize, format: ThumbnailFormat, name: string): Promise<Buffer> {
    if (this.#waiting.length >= MOST_WAITING) throw new ThumbnailsBusy('Too many thumbnails are being made.');
    if (this.#busy >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#busy += 1;
    try {
      await mkdir(this.scratch, { recursive: true });
      const scratch = join(this.scratch, randomUUID());
      const bytes = await thumbnail({ path: this.store.pathOf(digest), size, format, scratch });
      await this.store.putBeside(digest, name, bytes);
      return bytes;
    } catch (error) {
      throw this.#failure(digest, error);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#busy -= 1;
    }
  }

  #failure(digest: string, error: unknown): unknown {
    if (!(error instanceof MediaError) || error.code !== 'failed') return error;
    const message = `there is no thumbnail of ${digest.slice(0, 12)}: it cannot be shown`;
    const failure = new PipelineFailure('media_failed', message, undefined, { cause: error });
    this.#failed.set(digest, failure);
    return failure;
  }
}
