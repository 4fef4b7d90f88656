import { useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { client, dataOf } from '@/api/client';
import { toast, toastError } from '@/ui/toasts';

/** As long as the word that it is gone is shown, with its way back. */
const GRACE_MS = 6_000;

/** Out of sight, and what will tell the gateway; they outlive the screen that asked. */
const due = new Map<string, ReturnType<typeof setTimeout> | undefined>();
let hidden: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();
const changed = () => {
  hidden = new Set(due.keys());
  for (const tell of listeners) tell();
};

async function send(id: string, queries: QueryClient): Promise<void> {
  due.set(id, undefined);
  try {
    dataOf(await client.DELETE('/pipelines/{id}', { params: { path: { id } } }));
  } catch (error) {
    toastError('It could not be deleted', error);
  }
  await queries.invalidateQueries({ queryKey: ['pipelines'] });
  due.delete(id);
  changed();
}

// A page that goes takes its timers with it.
window.addEventListener('pagehide', () => {
  for (const [id, timer] of due) {
    if (timer === undefined) continue;
    clearTimeout(timer);
    void fetch(`/pipelines/${id}`, { method: 'DELETE', keepalive: true });
  }
});

/** Which pipelines are out of sight, and how to put one there; the gateway is told when nobody wants it back. */
export function useDelete() {
  const queries = useQueryClient();
  return {
    hidden: useSyncExternalStore(subscribe, () => hidden),
    remove: (id: string, name: string) => {
      due.set(
        id,
        setTimeout(() => void send(id, queries), GRACE_MS),
      );
      changed();
      const undo = () => {
        const timer = due.get(id);
        if (timer === undefined) return; // it was told already
        clearTimeout(timer);
        due.delete(id);
        changed();
      };
      toast(`${name} is deleted`, { action: { label: 'Undo', act: undo } });
    },
  };
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => void listeners.delete(tell);
}
