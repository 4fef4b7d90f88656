import { useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { Follower, NOTHING } from './follower';
import type { Live } from './follower';
import { pipelineQuery } from './queries';

export type { Live, LiveTask } from './follower';

/** A screen that is left and come back to finds its pipeline still followed. */
const LINGER_MS = 5_000;

interface Followed {
  follower: Follower;
  users: number;
  leaving?: ReturnType<typeof setTimeout>;
}
const followed = new Map<string, Followed>();

/**
 * A pipeline's events from its first: outputs and what runs are gathered here, the rest goes into what was read of the
 * pipeline. Whatever shows the same pipeline shares one connection; a lost one goes on behind the last event it saw.
 */
export function useLive(id: string): Live {
  const queries = useQueryClient();
  const subscribe = useCallback((tell: () => void) => join(id, queries, tell), [id, queries]);
  return useSyncExternalStore(subscribe, () => followed.get(id)?.follower.live ?? NOTHING);
}

function join(id: string, queries: QueryClient, tell: () => void): () => void {
  const entry = followed.get(id) ?? { follower: follow(id, queries), users: 0 };
  followed.set(id, entry);
  clearTimeout(entry.leaving);
  entry.users += 1;
  const leave = entry.follower.subscribe(tell);
  return () => {
    leave();
    entry.users -= 1;
    if (entry.users > 0) return;
    entry.leaving = setTimeout(() => {
      followed.delete(id);
      entry.follower.close();
    }, LINGER_MS);
  };
}

function follow(id: string, queries: QueryClient): Follower {
  const { queryKey } = pipelineQuery(id);
  return new Follower(id, {
    reread: () => void queries.invalidateQueries({ queryKey }),
    change: (change) => void queries.setQueryData(queryKey, (before) => before && change(before)),
  });
}
