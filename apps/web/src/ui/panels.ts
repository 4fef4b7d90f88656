import { useSyncExternalStore } from 'react';

/** What may lie over every screen. */
export type Panel = 'commands' | 'shortcuts' | 'tour';

let opened: Panel | undefined;
const listeners = new Set<() => void>();

/** Shows it, or nothing; from anywhere. */
export function openPanel(panel: Panel | undefined): void {
  opened = panel;
  for (const tell of listeners) tell();
}

export const usePanel = (): Panel | undefined =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    () => opened,
  );
