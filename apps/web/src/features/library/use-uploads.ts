import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { Schemas } from '@/api/client';
import { sendFile } from '@/api/upload';
import { toast } from '@/ui/toasts';

export interface Upload {
  id: number;
  name: string;
  /** From 0 to 1. */
  progress: number;
  state: 'waiting' | 'under way' | 'done' | 'failed';
  error?: string;
  cancel: () => void;
}

const AT_ONCE = 3;
let lastId = 0;

/** Files on their way into the library, a few at a time. */
export function useUploads(onTaken: (taken: Schemas['UploadsDto']) => void) {
  const queries = useQueryClient();
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const change = (id: number, part: Partial<Upload>) =>
    setUploads((before) => before.map((one) => (one.id === id ? { ...one, ...part } : one)));
  const bring = async (file: File, id: number, signal: AbortSignal) => {
    change(id, { state: 'under way' });
    try {
      const onSent = (bytes: number) => change(id, { progress: bytes / Math.max(1, file.size) });
      const taken = await sendFile(file, { onSent, signal });
      change(id, { state: 'done', progress: 1 });
      for (const { name, message, hint } of taken.problems)
        toast(`${name} was left out`, { tone: 'failed', text: `${message} ${hint}` });
      onTaken(taken);
    } catch (error) {
      if (signal.aborted) setUploads((before) => before.filter((one) => one.id !== id));
      else change(id, { state: 'failed', error: error instanceof Error ? error.message : String(error) });
    }
  };
  const add = async (files: readonly File[]) => {
    const waiting = files.map((file) => ({ file, id: ++lastId, leaving: new AbortController() }));
    // As a list of its own: the other one gets shorter.
    const shown = waiting.map(({ file, id, leaving }) => ({
      ...{ id, name: file.name, progress: 0, state: 'waiting' as const },
      cancel: () => leaving.abort(),
    }));
    setUploads((before) => [...before.filter(({ state }) => state !== 'done' && state !== 'failed'), ...shown]);
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        if (next.leaving.signal.aborted) setUploads((before) => before.filter(({ id }) => id !== next.id));
        else await bring(next.file, next.id, next.leaving.signal);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await queries.invalidateQueries({ queryKey: ['library'] });
  };
  return { uploads, add, clear: useCallback(() => setUploads([]), []) };
}
