import { Modal } from '@/ui/modal';
import { About } from './about';
import type { AboutProps } from './about';
import type { Acts } from './acts';
import { Arrange } from './arrange';
import type { Item } from './items';
import { Pilot } from './pilot';
import { Regenerate } from './regenerate';
import { Replace } from './replace';
import type { Review } from './use-review';

export type Open = 'redo' | 'replace' | 'order' | 'about' | 'pilot';

interface DialogsProps {
  review: Review;
  items: readonly Item[];
  acts: Acts;
  about: AboutProps;
  open: Open | undefined;
  setOpen: (open: Open | undefined) => void;
}

/** What opens over the table. */
export function Dialogs({ review, items, acts, about, open, setOpen }: DialogsProps) {
  const { item, id } = about;
  const close = () => setOpen(undefined);
  const of = (name: Open) => ({ open: open === name, onOpenChange: (shown: boolean) => !shown && close() });
  return (
    <>
      <Regenerate
        {...of('redo')}
        item={item}
        onRedo={(redo) => {
          close();
          review.redo.mutate({ item, redo });
          acts.next();
        }}
      />
      <Replace
        {...of('replace')}
        item={item}
        onPrompt={() => setOpen('redo')}
        onReplace={(outputs) => {
          close();
          review.replace.mutate({ item, outputs });
        }}
      />
      <Arrange
        {...of('order')}
        items={items.filter(({ step }) => step === item.step)}
        onSave={(tasks) => {
          close();
          review.order.mutate({ step: item.step, tasks });
        }}
      />
      <Modal {...of('about')} title={item.title} size="small">
        <About
          {...about}
          onCompare={(version) => {
            close();
            about.onCompare(version);
          }}
        />
      </Modal>
      <Modal {...of('pilot')} title="Pilot" size="large">
        <Pilot id={id} />
      </Modal>
    </>
  );
}
