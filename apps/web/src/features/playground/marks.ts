import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { toast, toastError } from '@/ui/toasts';
import { plural } from '@/lib/format';

export type Item = Schemas['LibraryItemDto'];
/** What the library knows of a run's results, by digest. */
export type Marks = ReadonlyMap<string, Item>;

const PAGE = 200;
const MOST_PAGES = 10;
const SOON_MS = 2_500;
/** What is not there by then does not come. */
const MOST_ASKED = 200;

const keyOf = (pipeline: string) => ['library', 'of', pipeline];

/** Reads a list to its end, as far as that is bearable. */
async function all(pipeline: string, trashed: boolean): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { pipeline: [pipeline], trashed, limit: PAGE, ...(cursor !== undefined && { cursor }) };
    const answer = dataOf(await client.GET('/library', { params: { query } }));
    items.push(...answer.items);
    cursor = answer.next;
    if (cursor === undefined) break;
  }
  return items;
}

/** What the library knows of a run's results; they are in it a moment after they were made. */
export function useMarks(pipeline: string, digests: readonly string[]): Marks {
  const { data } = useQuery({
    queryKey: keyOf(pipeline),
    queryFn: async (): Promise<Marks> => {
      const lists = await Promise.all([all(pipeline, false), all(pipeline, true)]);
      return new Map(lists.flat().map((item) => [item.digest, item]));
    },
    refetchInterval: ({ state: { data: known, dataUpdateCount: asked } }) =>
      asked < MOST_ASKED && digests.some((digest) => !known?.has(digest)) ? SOON_MS : false,
  });
  return data ?? NONE;
}

const NONE: Marks = new Map();

export function useMark(pipeline: string) {
  const queries = useQueryClient();
  const queryKey = keyOf(pipeline);
  const change = (digests: readonly string[], part: (item: Item) => Item) =>
    queries.setQueryData<Marks>(queryKey, (before) => {
      const after = new Map(before);
      for (const digest of digests) {
        const item = after.get(digest);
        if (item) after.set(digest, part(item));
      }
      return after;
    });
  const reread = () => void queries.invalidateQueries({ queryKey: ['library'] });
  const favourite = useMutation({
    mutationFn: async ({ digests, on }: { digests: string[]; on: boolean }) =>
      Promise.all(
        digests.map(async (digest) =>
          dataOf(await client.PATCH('/library/{digest}', { params: { path: { digest } }, body: { favourite: on } })),
        ),
      ),
    onMutate: ({ digests, on }) => void change(digests, (item) => ({ ...item, favourite: on })),
    onError: (error) => toastError('It could not be marked', error),
    onSettled: reread,
  });
  const restore = useMutation({
    mutationFn: async (digests: string[]) => dataOf(await client.POST('/library/restore', { body: { digests } })),
    onMutate: (digests) => void change(digests, ({ trashed_at: _, ...item }) => item),
    onError: (error) => toastError('It could not be brought back', error),
    onSettled: reread,
  });
  const trash = useMutation({
    mutationFn: async (digests: string[]) => dataOf(await client.POST('/library/trash', { body: { digests } })),
    onMutate: (digests) => void change(digests, (item) => ({ ...item, trashed_at: new Date().toISOString() })),
    onSuccess: ({ changed, pinned }, digests) => {
      if (pinned.length > 0) toast(`${plural(pinned.length, 'pinned result')} stayed`, { tone: 'review' });
      if (changed === 0) return;
      toast(`${plural(changed, 'result')} in the trash`, {
        action: { label: 'Undo', act: () => restore.mutate(digests) },
      });
    },
    onError: (error) => toastError('It could not be deleted', error),
    onSettled: reread,
  });
  return { favourite, trash };
}
