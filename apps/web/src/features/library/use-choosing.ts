import { useNavigate } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { toast, toastError } from '@/ui/toasts';
import type { Item } from './cache';
import { MOST_CHOSEN, allDigests } from './queries';
import { NONE, choose, extend, toggle, without } from './selection';
import { useMark, useRestore, useTrash } from './use-changes';
import type { useLibrary } from './use-library';
import { save, saveZip, zipOfFound } from './zip';

const USABLE = new Set(['image', 'video', 'audio']);
/** More do not fit into an address. */
const MOST_USED = 50;

/** What is chosen, and what is done with all of it. */
export function useChoosing({ items, total, asked, sort }: ReturnType<typeof useLibrary>) {
  const navigate = useNavigate();
  const [selection, setSelection] = useState(NONE);
  const [busy, setBusy] = useState(false);
  const mark = useMark();
  const leave = useCallback((gone: readonly string[]) => setSelection((before) => without(before, new Set(gone))), []);
  const trash = useTrash(leave);
  const restore = useRestore(leave);
  const digests = [...selection.chosen];
  const allChosen = total > 0 && digests.length >= Math.min(total, MOST_CHOSEN);
  const usable = items.filter((item: Item) => selection.chosen.has(item.digest) && USABLE.has(item.kind));
  const during = async (what: string, work: () => Promise<void>) => {
    setBusy(true);
    await work().catch((error: unknown) => toastError(what, error));
    setBusy(false);
  };
  const all = () =>
    during('Not all could be chosen', async () => {
      setSelection(choose(await allDigests(asked, sort)));
      if (total > MOST_CHOSEN)
        toast(`The first ${MOST_CHOSEN.toLocaleString()} are chosen`, {
          text: 'More at once is not possible.',
          tone: 'idle',
        });
    });
  const zip = () =>
    allChosen
      ? save(zipOfFound(asked), 'library.zip')
      : void during('The archive could not be made', () => saveZip(digests));
  const use = () =>
    void navigate({
      to: '/',
      search: {
        attach: usable
          .slice(0, MOST_USED)
          .map(({ digest }) => digest)
          .join(','),
      },
    });
  return {
    ...{ chosen: selection.chosen, digests, allChosen, busy, mark, trash, restore },
    select: (digest: string, range: boolean) =>
      setSelection((before) =>
        range
          ? extend(
              before,
              items.map((item) => item.digest),
              digest,
            )
          : toggle(before, digest),
      ),
    none: () => setSelection(NONE),
    all: () => void all(),
    zip,
    use: usable.length > 0 ? use : undefined,
  };
}
