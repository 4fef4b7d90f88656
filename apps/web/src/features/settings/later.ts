import { toast, toastError } from '@/ui/toasts';

/** As long as a toast is in sight. */
const UNDO_MS = 6_000;

interface Later {
  title: string;
  act: () => Promise<unknown>;
  /** Whether or not it was done in the end: what is shown is read again. */
  settled: () => void;
  undo: () => void;
}

/** Does what cannot be taken back once it can no longer be undone; at once when the page is left. */
export function later({ title, act, settled, undo }: Later): void {
  let open = true;
  const close = () => {
    open = false;
    clearTimeout(timer);
    window.removeEventListener('pagehide', run);
  };
  const run = () => {
    if (!open) return;
    close();
    act()
      .catch((error: unknown) => toastError('It was not removed', error))
      .finally(settled);
  };
  const timer = setTimeout(run, UNDO_MS);
  window.addEventListener('pagehide', run);
  toast(title, {
    action: {
      label: 'Undo',
      act: () => {
        if (!open) return;
        close();
        undo();
      },
    },
  });
}
