import { useSyncExternalStore } from 'react';
import { ApiProblem } from '@/api/client';
import type { Schemas } from '@/api/client';
import { fetchAddress, sendFile } from '@/api/upload';
import { toast } from '@/ui/toasts';
import { offerRestore } from './restore';
import type { Attachment } from './settings';
import { changeSettings } from './store';

/** Something on its way. */
export interface Upload {
  id: number;
  name: string;
  /** 0 to 1; undefined while nobody knows. */
  progress: number | undefined;
  /** Why it did not come. */
  problem?: string;
}

type Source = { file: File } | { address: string };
interface Job extends Upload {
  source: Source;
  state: 'waiting' | 'busy' | 'failed';
  abort: AbortController;
}

const AT_ONCE = 3;
let jobs: readonly Job[] = [];
let next = 0;
const listeners = new Set<() => void>();
const set = (change: readonly Job[]) => {
  jobs = change;
  for (const tell of listeners) tell();
};
const note = (id: number, change: Partial<Job>) =>
  set(jobs.map((job) => (job.id === id ? { ...job, ...change } : job)));

/** What is on its way, and what did not come; it goes on while other screens are shown. */
export const useUploads = (): readonly Upload[] =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    () => jobs,
  );

export const addFiles = (files: readonly File[]): void =>
  add(files.filter(({ name }) => !name.startsWith('.')).map((file) => [file.name, { file }]));

export const addAddresses = (addresses: readonly string[]): void =>
  add(addresses.map((address) => [nameIn(address), { address }]));

function add(sources: readonly (readonly [string, Source])[]): void {
  const job = (name: string, source: Source): Job => ({
    ...{ id: next++, name, source, state: 'waiting', progress: 0, abort: new AbortController() },
  });
  set([...jobs, ...sources.map(([name, source]) => job(name, source))]);
  begin();
}

/** Gives it up, or forgets that it failed. */
export function dropUpload(id: number): void {
  const gone = jobs.find((job) => job.id === id);
  set(jobs.filter((job) => job.id !== id));
  gone?.abort.abort();
}

export function retryUpload(id: number): void {
  set(
    jobs.map((job) => {
      if (job.id !== id) return job;
      const { problem: _, ...rest } = job;
      return { ...rest, state: 'waiting', progress: 0, abort: new AbortController() };
    }),
  );
  begin();
}

function begin(): void {
  const free = AT_ONCE - jobs.filter(({ state }) => state === 'busy').length;
  for (const job of jobs.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, free))) {
    note(job.id, { state: 'busy', ...('address' in job.source && { progress: undefined }) });
    void bring(job).finally(begin);
  }
}

async function bring({ id, source, abort: { signal } }: Job): Promise<void> {
  try {
    const taken =
      'file' in source
        ? await sendFile(source.file, { signal, onSent: (bytes) => sent(id, bytes / source.file.size) })
        : await fetchAddress(source.address, signal);
    set(jobs.filter((job) => job.id !== id));
    attach(taken);
  } catch (error) {
    if (signal.aborted) return;
    note(id, { state: 'failed', problem: reasonOf(error) });
  }
}

/** Once all is there, it is looked into; how long that takes nobody knows. */
const sent = (id: number, share: number) => note(id, { progress: share >= 1 ? undefined : share });

function reasonOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.problem.detail;
  return error instanceof Error ? error.message : String(error);
}

const MEDIA: ReadonlySet<string> = new Set(['image', 'video', 'audio']);

function attach({ items, problems }: Schemas['UploadsDto']): void {
  addAttachments(
    items
      .filter(({ kind }) => MEDIA.has(kind))
      .map(({ digest, name, kind, ref }) => ({ digest, name, kind, ref }) as unknown as Attachment),
  );
  const made = items.find(({ recipe }) => recipe !== undefined);
  if (made) offerRestore(made.name, made.digest);
  for (const { name, message, hint } of problems)
    toast(`${name} was left out`, { tone: 'failed', text: `${message} ${hint}` });
}

/** Behind those that are there already; none twice. */
export const addAttachments = (brought: readonly Attachment[]): void =>
  changeSettings(({ attachments }) => {
    const known = new Set(attachments.map(({ digest }) => digest));
    const fresh = brought.filter(({ digest }) => !known.has(digest) && known.add(digest));
    return { attachments: [...attachments, ...fresh] };
  });

export const removeAttachment = (gone: string): void =>
  changeSettings(({ attachments }) => ({ attachments: attachments.filter(({ digest }) => digest !== gone) }));

/** Puts the attachment at one place to another. */
export const moveAttachment = (from: number, to: number): void =>
  changeSettings(({ attachments }) => {
    const order = [...attachments];
    order.splice(to, 0, ...order.splice(from, 1));
    return { attachments: order };
  });

/** The addresses a text consists of; empty where it says anything else. */
export function addressesIn(text: string): string[] {
  const lines = text.split(/\s+/).filter(Boolean);
  return lines.length > 0 && lines.every((line) => /^https?:\/\/\S+\.\S+|^https?:\/\/localhost\S*/i.test(line))
    ? lines
    : [];
}

function nameIn(address: string): string {
  try {
    const { pathname, hostname } = new URL(address);
    return decodeURIComponent(pathname.split('/').findLast(Boolean) ?? hostname);
  } catch {
    return address;
  }
}
