import { X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { IconButton } from './button';
import { Dot } from './dot';
import type { Tone } from './dot';

interface Message {
  id: number;
  title: string;
  text?: string;
  tone: Tone;
  /** What can be done about it. */
  action?: { label: string; act: () => void };
  /** An offer rather than news: it stays until it was seen. */
  stays?: boolean;
}

const NEWS_MS = 6_000;
const OFFER_MS = 60_000;
/** Older ones make room. */
const MOST = 4;

let messages: readonly Message[] = [];
let next = 0;
const listeners = new Set<() => void>();
const set = (change: readonly Message[]) => {
  messages = change;
  for (const tell of listeners) tell();
};
const close = (id: number) => set(messages.filter((message) => message.id !== id));

/** Says something for a moment, from anywhere. */
export const toast = (title: string, { tone = 'done', ...rest }: Partial<Omit<Message, 'id' | 'title'>> = {}): void =>
  set([...messages, { id: next++, title, tone, ...rest }].slice(-MOST));

/** What the gateway or the network said about a failure. */
export const toastError = (title: string, error: unknown): void =>
  toast(title, { tone: 'failed', text: error instanceof Error ? error.message : String(error) });

/** For what closes by a click beside it: a toast over it is no such place. */
export function keepOpenForToasts(event: Event): void {
  if (event.target instanceof Element && event.target.closest('[data-toasts]')) event.preventDefault();
}

/** Beside everything, also dialogs: news takes neither the focus nor Escape from what one does. */
export function Toasts() {
  const shown = useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    () => messages,
  );
  return createPortal(
    <ol
      data-toasts
      aria-label="News"
      aria-live="polite"
      aria-relevant="additions"
      className="pointer-events-none fixed right-3 bottom-12 z-60 flex w-[min(24rem,calc(100vw-1.5rem))] flex-col gap-2 max-sm:bottom-24"
    >
      {shown.map((message) => (
        <Toast key={message.id} {...message} />
      ))}
    </ol>,
    document.body,
  );
}

/** Goes by itself, but not while one looks at it. */
function Toast({ id, title, text, tone, action, stays = false }: Message) {
  const [held, hold] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => close(id), stays ? OFFER_MS : NEWS_MS);
    return () => clearTimeout(timer);
  }, [id, held, stays]);
  return (
    <li
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
      className="pointer-events-auto flex animate-rise gap-3 rounded-control border border-line-strong bg-panel py-2 pr-1 pl-4 shadow-lg shadow-black/20"
    >
      <span className="pt-3.5">
        <Dot tone={tone} />
      </span>
      <div className="min-w-0 flex-1 self-center py-1.5">
        <p className="font-[600] wrap-anywhere">{title}</p>
        {text !== undefined && <p className="wrap-anywhere text-muted">{text}</p>}
      </div>
      {action && (
        <button
          type="button"
          onClick={() => {
            action.act();
            close(id);
          }}
          className="min-h-11 self-center px-2 font-[600] text-accent-text sm:min-h-9"
        >
          {action.label}
        </button>
      )}
      <IconButton label="Dismiss" onClick={() => close(id)} className="self-center">
        <X />
      </IconButton>
    </li>
  );
}
