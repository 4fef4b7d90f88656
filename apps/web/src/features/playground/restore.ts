import { useEffect, useEffectEvent } from 'react';
import { client, dataOf } from '@/api/client';
import { plural } from '@/lib/format';
import { toast, toastError } from '@/ui/toasts';
import { attachmentOf, readItems } from './items';
import { restoredSettings } from './restored';
import type { Asked } from './restored';
import { changeSettings } from './store';

type Kept = Record<string, unknown> & {
  step?: unknown;
  origin?: { pipeline?: string };
  upload?: { recipe?: Record<string, unknown> & { pipeline?: Asked } };
};

/** Takes over the settings of something in the library: as it is known here, or as the file itself tells. */
async function restoreFrom(digest: string): Promise<void> {
  const { recipe } = dataOf(await client.GET('/library/{digest}', { params: { path: { digest } } }));
  const kept = (recipe ?? {}) as Kept;
  const settings =
    kept.step === undefined
      ? restoredSettings(kept.upload?.recipe, kept.upload?.recipe?.pipeline)
      : restoredSettings(kept, await askedOf(kept.origin?.pipeline));
  if (!settings) throw new Error('It was made by steps that the playground does not have.');
  const wanted = settings.attachments;
  const here = await Promise.all(wanted.map((one) => readItems([one.digest]).catch(() => [])));
  const attachments = here.flat().map(attachmentOf);
  const missing = wanted.length - attachments.length;
  changeSettings({ ...settings, attachments });
  toast('Settings restored', {
    ...(missing > 0 && {
      text: `${plural(missing, 'picture')} it was made from ${missing === 1 ? 'is' : 'are'} not here.`,
    }),
  });
}

/** Undefined for a pipeline that is gone. */
async function askedOf(id: string | undefined): Promise<Asked | undefined> {
  if (id === undefined) return undefined;
  const { data } = await client.GET('/pipelines/{id}', { params: { path: { id } } });
  return data;
}

const told = (error: unknown) => toastError('Its settings could not be restored', error);

/** Offers it for something that was brought, and says how it was made. */
export const offerRestore = (name: string, digest: string): void =>
  toast(`${name} was made by Reelwright`, {
    stays: true,
    action: { label: 'Restore its settings', act: () => void restoreFrom(digest).catch(told) },
  });

/** Takes over the settings of what an address names, once. */
export function useRestore(digest: string | undefined, onDone: () => void): void {
  const ended = useEffectEvent(onDone);
  useEffect(() => {
    if (digest === undefined) return;
    let over = false;
    restoreFrom(digest)
      .catch(told)
      .finally(() => !over && ended());
    return () => {
      over = true;
    };
  }, [digest]);
}
