import { PipelineFailure } from '#pipeline';
import type { ArtifactStore } from './store.js';

export interface SpaceLimits {
  /** Free bytes below which nothing is started. */
  minFreeBytes: number;
  /** Bytes the store may hold; 0: as many as fit. */
  quotaBytes: number;
}

/** Bytes that may still be stored; less than nothing where there is too much already. */
export async function roomIn(
  store: Pick<ArtifactStore, 'freeBytes' | 'usedBytes'>,
  { minFreeBytes, quotaBytes }: SpaceLimits,
): Promise<number> {
  const free = (await store.freeBytes()) - minFreeBytes;
  return quotaBytes === 0 ? free : Math.min(free, quotaBytes - (await store.usedBytes()));
}

const mb = (bytes: number) => `${Math.floor(bytes / 1e6)} MB`;

/** A clear refusal before the work rather than a crash in the middle. Throws PipelineFailure `disk_full`. */
export async function checkSpace(
  store: Pick<ArtifactStore, 'freeBytes' | 'usedBytes'>,
  { minFreeBytes, quotaBytes }: SpaceLimits,
): Promise<void> {
  const free = await store.freeBytes();
  if (free < minFreeBytes) {
    throw new PipelineFailure(
      'disk_full',
      `only ${mb(free)} are free where artifacts are stored; at least ${mb(minFreeBytes)} are needed (minFreeDiskMb)`,
    );
  }
  if (quotaBytes === 0) return;
  const used = await store.usedBytes();
  if (used < quotaBytes) return;
  throw new PipelineFailure(
    'disk_full',
    `the artifacts take ${mb(used)} and ${mb(quotaBytes)} are allowed (diskQuotaMb), so nothing new is started`,
  );
}
