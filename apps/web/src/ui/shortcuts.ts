import { useEffect, useRef, useSyncExternalStore } from 'react';
import { isPressed } from '@/lib/keys';
import type { Keys } from '@/lib/keys';

export interface Shortcut {
  keys: Keys;
  /** What it does, as it is shown by `?`. */
  label: string;
  act: () => void;
  /** Also while one writes; for keys that write nothing. */
  whileWriting?: boolean;
}

interface Group {
  name: string;
  shortcuts: readonly Shortcut[];
  inDialog: boolean;
}

let groups: readonly { current: Group }[] = [];
const listeners = new Set<() => void>();
const set = (next: typeof groups) => {
  groups = next;
  for (const tell of listeners) tell();
};

/**
 * Keys of a screen, while it is shown; the latest screen wins. They rest while a dialog is open, unless they are the
 * dialog's own.
 */
export function useShortcuts(name: string, shortcuts: readonly Shortcut[], { inDialog = false } = {}): void {
  const group = useRef<Group>({ name, shortcuts, inDialog });
  useEffect(() => {
    group.current = { name, shortcuts, inDialog };
  });
  useEffect(() => {
    set([...groups, group]);
    return () => set(groups.filter((one) => one !== group));
  }, []);
}

/** What `?` shows: the groups in force, the screen's first. */
export function useShortcutGroups(): readonly { name: string; shortcuts: readonly Shortcut[] }[] {
  const shown = useSyncExternalStore(subscribe, () => groups);
  return shown.map(({ current }) => current).toReversed();
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => void listeners.delete(tell);
}

const WRITING =
  'input:not([type=checkbox],[type=radio],[type=range],[type=button]), textarea, select, [contenteditable=true]';
const DIALOG = '[role=dialog][data-state=open], [role=alertdialog][data-state=open]';

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const writing = event.target instanceof Element && event.target.closest(WRITING) !== null;
  const dialog = document.querySelector(DIALOG) !== null;
  for (const { current } of groups.toReversed()) {
    if (dialog && !current.inDialog) continue;
    const hit = current.shortcuts.find(
      ({ keys, whileWriting = false }) => (whileWriting || !writing) && isPressed(keys, event),
    );
    if (!hit) continue;
    event.preventDefault();
    hit.act();
    return;
  }
}
window.addEventListener('keydown', pressed);
