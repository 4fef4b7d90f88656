import { useEffect, useEffectEvent } from 'react';
import { toastError } from '@/ui/toasts';
import { attachmentOf, readItems } from './items';
import { addAttachments } from './uploads';

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
