import { useEffect, useEffectEvent } from 'react';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { toastError } from '@/ui/toasts';
import type { Attachment } from './settings';
import { addAttachments } from './uploads';

/** Something of the library, as it is attached. */
export const attachmentOf = ({
  digest,
  kind,
  name,
  mime,
  bytes,
}: Pick<Schemas['LibraryItemDto'], 'digest' | 'kind' | 'name' | 'mime' | 'bytes'>): Attachment => ({
  ...{ digest, name, kind: kind as Attachment['kind'] },
  ref: { digest, media: kind, mime, bytes },
});

/** Reads things of the library by their digests. */
export const readItems = (digests: readonly string[]) =>
  Promise.all(
    digests.map(async (digest) => dataOf(await client.GET('/library/{digest}', { params: { path: { digest } } }))),
  );

/** Attaches what an address names, digests with commas between them, once. */
export function useTake(digests: string | undefined, onTaken: () => void): void {
  const ended = useEffectEvent(onTaken);
  useEffect(() => {
    if (digests === undefined) return;
    let over = false;
    readItems(digests.split(',').filter(Boolean))
      .then((items) => {
        if (!over) addAttachments(items.map(attachmentOf));
      })
      .catch((error: unknown) => toastError('It could not be taken from the library', error))
      .finally(() => ended());
    return () => {
      over = true;
    };
  }, [digests]);
}
