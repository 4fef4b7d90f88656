import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { Output } from '@/api/client';
import { bytes, download } from '@/lib/media';
import { IconButton } from '@/ui/button';

interface LightboxProps {
  outputs: readonly Output[];
  keyOf: (output: Output) => string;
  open: string | undefined;
  onOpen: (key: string | undefined) => void;
}

/** One result, large; the arrow keys go to the next. */
export function Lightbox({ outputs, keyOf, open, onOpen }: LightboxProps) {
  const at = outputs.findIndex((output) => keyOf(output) === open);
  const output = outputs[at];
  const go = (by: number) => {
    const next = outputs[at + by];
    if (next) onOpen(keyOf(next));
  };
  return (
    <Dialog.Root open={output !== undefined} onOpenChange={(shown) => !shown && onOpen(undefined)}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-bg/95" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-0 z-50 flex flex-col"
          onKeyDown={(event) => {
            if (event.key === 'ArrowLeft') go(-1);
            if (event.key === 'ArrowRight') go(1);
          }}
        >
          <div className="flex items-center gap-2 p-3">
            <Dialog.Title className="mr-auto truncate font-[600]">
              {output?.task_id}{' '}
              <span className="text-[13px] text-muted tabular">
                {at + 1} of {outputs.length}
              </span>
            </Dialog.Title>
            {output && (
              <a
                href={download(output.digest, fileName(output))}
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
          <div className="flex min-h-0 flex-1 items-center gap-2 px-2 pb-4">
            <IconButton label="Previous" disabled={at <= 0} onClick={() => go(-1)}>
              <ChevronLeft />
            </IconButton>
            <div className="grid h-full min-w-0 flex-1 place-items-center">{output && <Media output={output} />}</div>
            <IconButton label="Next" disabled={at >= outputs.length - 1} onClick={() => go(1)}>
              <ChevronRight />
            </IconButton>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const fileName = ({ task_id, mime }: Output) =>
  `${task_id.replaceAll(/[[\],]+/g, '-').replace(/-$/, '')}.${mime.split('/')[1]}`;

function Media({ output }: { output: Output }) {
  const source = bytes(output.digest);
  const look = 'max-h-full max-w-full rounded-media';
  if (output.type === 'video') return <video key={source} src={source} controls autoPlay loop className={look} />;
  if (output.type === 'audio') return <audio key={source} src={source} controls autoPlay />;
  return <img src={source} alt={output.task_id} className={`${look} object-contain`} />;
}
