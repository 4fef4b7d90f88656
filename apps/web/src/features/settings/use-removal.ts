import { useState } from 'react';
import { later } from './later';

/** Items that are out of sight because they are about to be removed. */
export function useRemoval(reread: () => void) {
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const show = (id: string) => setGone((before) => new Set([...before].filter((one) => one !== id)));
  const remove = (id: string, title: string, act: () => Promise<unknown>) => {
    setGone((before) => new Set([...before, id]));
    later({ title, act, settled: reread, undo: () => show(id) });
  };
  return { gone, remove };
}
