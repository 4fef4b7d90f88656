import type { PortValue } from '#pipeline';
import { everyArtifactIn } from '#pipeline';
import type { ArtifactStore } from './store.js';

/** Whether the store has all bytes that outputs refer to; what is there is marked as used, so that it is kept. */
export async function allStored(store: ArtifactStore, outputs: Record<string, PortValue>): Promise<boolean> {
  for (const { digest } of everyArtifactIn(Object.values(outputs))) if (!(await store.touch(digest))) return false;
  return true;
}
