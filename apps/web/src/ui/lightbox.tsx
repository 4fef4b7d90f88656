import { ChevronLeft, ChevronRight, Download, Info, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { bytes, download, fileName } from '@/lib/media';
import { IconButton } from './button';
import { focusItself } from './focus';
import type { Media } from './media-tile';
import { Zoomable } from './zoomable';
import { useShortcuts } from './shortcuts';
import { keepOpenForToasts } from './toasts';

interface LightboxProps {
  items: readonly Media[];
  /** The key of the one that is open. */
  open: string | undefined;
  onOpen: (key: string | undefined) => void;
  /** What is told beside the one that is open; it can be hidden. */
  aside?: ReactNode;
  /** What can be done with the one that is open, beside the download. */
  actions?: ReactNode;
}

interface KeysProps {
  go: (by: number) => void;
  tell: (() => void) | undefined;
}

/** They work wherever the focus is, also in the moment before the dialog has it. */
function Keys({ go, tell }: KeysProps) {
  useShortcuts(
    'Result',
    [
      { keys: 'arrowleft', label: 'The one before', act: () => go(-1) },
      { keys: 'arrowright', label: 'The next one', act: () => go(1) },
      ...(tell ? [{ keys: 'i', label: 'Details', act: tell }] : []),
    ],
    { inDialog: true },
  );
  return null;
}

/** One of many, large; the arrow keys and swipes go to the next. */
export function Lightbox({ items, open, onOpen, aside, actions }: LightboxProps) {
  // On a phone there is room for one of both.
  const [told, tell] = useState(() => window.matchMedia('(min-width: 64rem)').matches);
  const at = items.findIndex(({ key }) => key === open);
  const item = items[at];
  const go = (by: number) => {
    const next = items[at + by];
    if (next) onOpen(next.key);
  };
  return (
    <Dialog.Root open={item !== undefined} onOpenChange={(shown) => !shown && onOpen(undefined)}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-bg" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={focusItself}
          onInteractOutside={keepOpenForToasts}
          className="fixed inset-0 z-50 flex flex-col overflow-hidden outline-none"
        >
          <Keys go={go} tell={aside === undefined ? undefined : () => tell(!told)} />
          <div className="flex items-center gap-1 p-3">
            <Dialog.Title className="mr-auto min-w-0 truncate font-[600]">
              {item?.title}{' '}
              <span className="text-[13px] text-muted tabular">
                {at + 1} of {items.length}
              </span>
            </Dialog.Title>
            {actions}
            {aside !== undefined && (
              <IconButton
                label={told ? 'Hide the details' : 'Show the details'}
                aria-pressed={told}
                onClick={() => tell(!told)}
              >
                <Info />
              </IconButton>
            )}
            {item && (
              <a
                href={download(item.digest, fileName(item.title, item.mime))}
                aria-label="Download"
                className="inline-flex size-11 items-center justify-center rounded-control text-muted hover:bg-raised hover:text-text sm:size-9"
              >
                <Download className="size-4" />
              </a>
            )}
            <Dialog.Close asChild>
              <IconButton label="Close">
                <X />
              </IconButton>
            </Dialog.Close>
          </div>
          <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
            <div className="flex min-h-0 flex-1 items-center gap-2 px-2 pb-4">
              <IconButton label="Previous" disabled={at <= 0} onClick={() => go(-1)} className="max-sm:hidden">
                <ChevronLeft />
              </IconButton>
              <div className="h-full min-w-0 flex-1">
                {item && (
                  <Zoomable key={item.key} zoom={item.kind === 'image'} onSwipe={go}>
                    <Large item={item} />
                  </Zoomable>
                )}
              </div>
              <IconButton
                label="Next"
                disabled={at >= items.length - 1}
                onClick={() => go(1)}
                className="max-sm:hidden"
              >
                <ChevronRight />
              </IconButton>
            </div>
            <div className={cn('contents', !told && 'hidden')}>{aside}</div>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Large({ item: { kind, digest, title } }: { item: Media }) {
  const source = bytes(digest);
  const look = 'max-h-full max-w-full rounded-media';
  if (kind === 'video') return <video key={source} src={source} controls autoPlay loop className={look} />;
  if (kind === 'audio') return <audio key={source} src={source} controls autoPlay />;
  if (kind === 'image') return <img src={source} alt={title} draggable={false} className={`${look} object-contain`} />;
  return (
    <a href={source} className="underline">
      Show the text
    </a>
  );
}
