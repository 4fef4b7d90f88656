import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { plural } from '@/lib/format';
import { toast, toastError } from '@/ui/toasts';
import { marked, patched } from './cache';
import type { Found, Item } from './cache';
import { itemQuery } from './queries';

const ITEMS = ['library', 'items'];
type Before = ReturnType<typeof snapshot>;

const snapshot = (queries: QueryClient) => queries.getQueriesData<Found>({ queryKey: ITEMS });

/** Shows a change at once, wherever the items are; gives what was shown before. */
async function show(queries: QueryClient, digests: readonly string[], change: (item: Item) => Item | undefined) {
  await queries.cancelQueries({ queryKey: ITEMS });
  const before = snapshot(queries);
  const set = new Set(digests);
  queries.setQueriesData<Found>({ queryKey: ITEMS }, (found) => found && patched(found, set, change));
  return before;
}

function back(queries: QueryClient, before: Before | undefined): void {
  for (const [key, found] of before ?? []) queries.setQueryData(key, found);
}

/** Reads again what is told beside the items: how many there are of each, and what is open. */
const reread = (queries: QueryClient) =>
  queries.invalidateQueries({
    predicate: ({ queryKey: [area, what] }) => area === 'library' && what !== 'items',
  });

export type Marks = Omit<Schemas['MarkLibraryDto'], 'digests'>;

/** Tags, favourites and pins of one or of many. */
export function useMark() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ digests, marks }: { digests: readonly string[]; marks: Marks }) =>
      dataOf(await client.POST('/library/mark', { body: { ...marks, digests: [...digests] } })),
    onMutate: async ({ digests, marks }) => {
      for (const digest of digests)
        queries.setQueryData(itemQuery(digest).queryKey, (item) => item && { ...item, ...marked(item, marks) });
      return show(queries, digests, (item) => marked(item, marks));
    },
    onError: (error, _asked, before) => {
      back(queries, before);
      toastError('That could not be changed', error);
    },
    onSettled: () => reread(queries),
  });
}

export function useRename(digest: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (name: string) =>
      dataOf(await client.PATCH('/library/{digest}', { params: { path: { digest } }, body: { name } })),
    onMutate: (name) => show(queries, [digest], (item) => ({ ...item, name: name || item.name })),
    onError: (error, _name, before) => {
      back(queries, before);
      toastError('It could not be renamed', error);
    },
    onSettled: () => reread(queries),
  });
}

const readAll = (queries: QueryClient) => queries.invalidateQueries({ queryKey: ['library'] });

/** Into the trash: gone at once, and back at once for who thinks again. What is pinned stays. */
export function useTrash(onGone: (digests: readonly string[]) => void) {
  const queries = useQueryClient();
  const undo = async (digests: readonly string[], before: Before) => {
    back(queries, before);
    try {
      dataOf(await client.POST('/library/restore', { body: { digests: [...digests] } }));
    } catch (error) {
      toastError('It could not be brought back', error);
    } finally {
      await readAll(queries);
    }
  };
  return useMutation({
    mutationFn: async (digests: readonly string[]) =>
      dataOf(await client.POST('/library/trash', { body: { digests: [...digests] } })),
    onMutate: async (digests) => {
      const before = await show(queries, digests, (item) => (item.pinned ? item : undefined));
      onGone(digests);
      return before;
    },
    onSuccess: ({ changed, pinned }, digests, before) => {
      const kept = pinned.length > 0 && `${plural(pinned.length, 'pinned item')} stayed`;
      if (changed === 0) return toast('Nothing was deleted', { ...(kept && { text: kept }), tone: 'idle' });
      toast(changed === 1 ? 'In the trash' : `${changed} items in the trash`, {
        ...(kept && { text: kept }),
        action: { label: 'Undo', act: () => void undo(digests, before) },
      });
    },
    onError: (error, _digests, before) => {
      back(queries, before);
      toastError('It could not be deleted', error);
    },
    onSettled: () => reread(queries),
  });
}

/** Out of the trash again. */
export function useRestore(onGone: (digests: readonly string[]) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (digests: readonly string[]) =>
      dataOf(await client.POST('/library/restore', { body: { digests: [...digests] } })),
    onMutate: async (digests) => {
      const before = await show(queries, digests, () => undefined);
      onGone(digests);
      return before;
    },
    onSuccess: ({ changed }) => toast(changed === 1 ? 'Back in the library' : `${changed} items are back`),
    onError: (error, _digests, before) => {
      back(queries, before);
      toastError('It could not be brought back', error);
    },
    onSettled: () => readAll(queries),
  });
}
