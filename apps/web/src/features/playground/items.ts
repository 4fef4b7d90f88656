import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import type { Attachment } from './settings';

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
