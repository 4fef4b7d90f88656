import { Toast } from 'radix-ui';
import { useSyncExternalStore } from 'react';
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

const OFFER_MS = 60_000;

let messages: readonly Message[] = [];
let next = 0;
const listeners = new Set<() => void>();
const set = (change: readonly Message[]) => {
  messages = change;
  for (const tell of listeners) tell();
};

/** Says something for a moment, from anywhere. */
export const toast = (title: string, { tone = 'done', ...rest }: Partial<Omit<Message, 'id' | 'title'>> = {}): void =>
  set([...messages, { id: next++, title, tone, ...rest }]);

/** What the gateway or the network said about a failure. */
export const toastError = (title: string, error: unknown): void =>
  toast(title, { tone: 'failed', text: error instanceof Error ? error.message : String(error) });

export function Toasts() {
  const shown = useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    () => messages,
  );
  return (
    <Toast.Provider swipeDirection="right" duration={6_000}>
      {shown.map(({ id, title, text, tone, action, stays }) => (
        <Toast.Root
          key={id}
          {...(stays && { duration: OFFER_MS })}
          onOpenChange={(open) => !open && set(messages.filter((message) => message.id !== id))}
          className="flex gap-3 rounded-control border border-line-strong bg-panel p-4 shadow-lg shadow-black/20"
        >
          <span className="pt-1.5">
            <Dot tone={tone} />
          </span>
          <div>
            <Toast.Title className="font-[600]">{title}</Toast.Title>
            {text !== undefined && <Toast.Description className="text-muted">{text}</Toast.Description>}
          </div>
          {action && (
            <Toast.Action
              altText={action.label}
              onClick={action.act}
              className="ml-auto self-center font-[600] text-accent-text"
            >
              {action.label}
            </Toast.Action>
          )}
        </Toast.Root>
      ))}
      <Toast.Viewport className="fixed right-3 bottom-12 z-50 flex w-[min(24rem,calc(100vw-1.5rem))] flex-col gap-2" />
    </Toast.Provider>
  );
}
