import { Images, LoaderCircle, PencilLine, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Schemas } from '@/api/client';
import { sendFile } from '@/api/upload';
import { Button } from '@/ui/button';
import { Modal } from '@/ui/modal';
import { toast, toastError } from '@/ui/toasts';
import { LibraryPicker } from '@/widgets/library-picker';
import type { Item } from './items';

interface ReplaceProps {
  item: Item;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Other outputs in the place of those there are. */
  onReplace: (outputs: Record<string, unknown>) => void;
  /** Other words, and made anew. */
  onPrompt: () => void;
}

const MOST_MS = 600_000;
const ACCEPT = { image: 'image/*', video: 'video/*', audio: 'audio/*' } as const;
const NAMES = { image: 'picture', video: 'video', audio: 'sound' } as const;

/** Puts a file of one's own, or one of the library, in the place of a result; or changes its words. */
export function Replace({ item, open, onOpenChange, onReplace, onPrompt }: ReplaceProps) {
  const [sending, setSending] = useState(false);
  const [picking, setPicking] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { kind } = item;
  if (kind === 'text') return null;
  const put = (digest: string) => onReplace(portsWith(item, digest));
  const bring = async (name: string, brought: Promise<Schemas['UploadsDto']>) => {
    setSending(true);
    try {
      const { items, problems } = await brought;
      const found = items.find((one) => one.kind === kind);
      if (found) put(found.digest);
      else toast(`${name} was not taken`, { tone: 'failed', text: problems[0]?.message ?? `It is no ${NAMES[kind]}.` });
    } catch (error) {
      toastError(`${name} was not taken`, error);
    } finally {
      setSending(false);
    }
  };
  return (
    <>
      <Modal
        open={open && !picking}
        onOpenChange={onOpenChange}
        size="small"
        title={`Edit ${item.title}`}
        description="What it is now is kept as a version, and it still waits for you."
      >
        <div className="grid gap-2">
          <input
            ref={input}
            type="file"
            hidden
            accept={ACCEPT[kind]}
            aria-label={`A ${NAMES[kind]} of yours`}
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              if (file)
                void bring(file.name, sendFile(file, { onSent: () => {}, signal: AbortSignal.timeout(MOST_MS) }));
              target.value = '';
            }}
          />
          <Button disabled={sending} onClick={() => input.current?.click()} className="justify-start">
            {sending ? <LoaderCircle className="animate-spin" /> : <Upload />}
            {sending ? 'On its way' : `Upload a ${NAMES[kind]}`}
          </Button>
          <Button onClick={() => setPicking(true)} className="justify-start">
            <Images />
            Take one from the library
          </Button>
          <Button onClick={onPrompt} className="justify-start">
            <PencilLine />
            Change its prompt and regenerate it
          </Button>
        </div>
      </Modal>
      <LibraryPicker
        open={picking}
        onOpenChange={setPicking}
        kinds={[kind]}
        several={false}
        onPick={([picked]) => picked && put(picked.digest)}
      />
    </>
  );
}

/** The ports that hold what is shown: all of them, since a best one may also be the first of a list. */
const portsWith = ({ task, shown }: Item, digest: string): Record<string, unknown> =>
  Object.fromEntries(
    task.outputs.filter((output) => output.port === shown?.port).map(({ port }) => [port, { digest }]),
  );
