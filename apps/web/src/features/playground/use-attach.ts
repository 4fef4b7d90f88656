import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useEffectEvent } from 'react';
import { ApiProblem, client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { toast, toastError } from '@/ui/toasts';
import type { Attachment, Settings } from './settings';
import type { Change } from './store';

export interface Attach {
  /** Something stored already. */
  take: (item: Attachment) => void;
  add: (files: File[]) => void;
  remove: (digest: string) => void;
  /** Puts the attachment at one place to another. */
  move: (from: number, to: number) => void;
  /** Files on their way. */
  uploading: number;
}

async function upload(files: File[]): Promise<Schemas['UploadsDto']> {
  const form = new FormData();
  for (const file of files) form.append('files', file);
  const response = await fetch('/uploads', { method: 'POST', body: form });
  const answer = (await response.json()) as unknown;
  if (!response.ok) throw new ApiProblem(response.status, answer as Schemas['ProblemDto']);
  return answer as Schemas['UploadsDto'];
}

const MEDIA = new Set(['image', 'video', 'audio']);

export function useAttach({ attachments }: Settings, change: Change): Attach {
  const mutation = useMutation({
    mutationFn: upload,
    onSuccess: ({ items, problems }) => {
      const brought = items
        .filter(({ kind }) => MEDIA.has(kind))
        .map(({ digest, name, kind, ref }) => ({ digest, name, kind, ref }) as unknown as Attachment);
      const known = new Set(attachments.map(({ digest }) => digest));
      change({ attachments: [...attachments, ...brought.filter(({ digest }) => !known.has(digest))] });
      for (const { name, message, hint } of problems)
        toast(`${name} was left out`, { tone: 'failed', text: `${message} ${hint}` });
    },
    onError: (error) => toastError('The files were not taken', error),
  });
  const { mutate } = mutation;
  return {
    add: useCallback(
      (files: File[]) => {
        if (files.length > 0) mutate(files);
      },
      [mutate],
    ),
    take: (item) => {
      if (!attachments.some(({ digest }) => digest === item.digest)) change({ attachments: [...attachments, item] });
    },
    remove: (gone) => change({ attachments: attachments.filter(({ digest }) => digest !== gone) }),
    move: (from, to) => {
      const order = [...attachments];
      order.splice(to, 0, ...order.splice(from, 1));
      change({ attachments: order });
    },
    uploading: mutation.isPending ? (mutation.variables?.length ?? 0) : 0,
  };
}

/** Takes something of the library that an address names, once. */
export function useTake(digest: string | undefined, take: Attach['take'], onTaken: () => void): void {
  const taken = useEffectEvent(take);
  const ended = useEffectEvent(onTaken);
  useEffect(() => {
    if (digest === undefined) return;
    let over = false;
    const bring = async () => {
      const item = dataOf(await client.GET('/library/{digest}', { params: { path: { digest } } }));
      const { kind, name, mime, bytes } = item;
      if (!over) taken({ digest, name, kind, ref: { digest, media: kind, mime, bytes } } as Attachment);
    };
    bring()
      .catch((error: unknown) => toastError('It could not be taken from the library', error))
      .finally(() => ended());
    return () => {
      over = true;
    };
  }, [digest]);
}
