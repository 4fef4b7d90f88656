import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { plural } from '@/lib/format';
import { Button } from '@/ui/button';
import { Chip } from '@/ui/chip';
import { Input, Labelled } from '@/ui/input';
import { Modal } from '@/ui/modal';
import { facetsQuery } from './queries';
import { useMark } from './use-changes';

interface TagDialogProps {
  digests: readonly string[];
  open: boolean;
  onClose: () => void;
}

const MOST_OFFERED = 12;

/** Puts a tag on many, or takes it off them. */
export function TagDialog({ digests, open, onClose }: TagDialogProps) {
  const [text, setText] = useState('');
  const mark = useMark();
  const { data: known } = useQuery(facetsQuery({}));
  const tag = text.trim();
  const bad = /[,\p{Cc}]/u.test(tag)
    ? 'A tag has no comma.'
    : tag.length > 50
      ? 'A tag has at most 50 characters.'
      : undefined;
  const offered = Object.entries(known?.tag ?? {})
    .sort(([, a], [, b]) => b - a)
    .map(([name]) => name)
    .slice(0, MOST_OFFERED);
  const apply = (marks: { add_tags: string[] } | { remove_tags: string[] }) => {
    mark.mutate({ digests, marks });
    setText('');
    onClose();
  };
  const ready = tag !== '' && bad === undefined;
  return (
    <Modal
      open={open}
      onOpenChange={(shown) => !shown && onClose()}
      title={`Tag ${plural(digests.length, 'item')}`}
      size="small"
      footer={
        <>
          <Button disabled={!ready} onClick={() => apply({ remove_tags: [tag] })}>
            Take it off
          </Button>
          <Button kind="accent" disabled={!ready} onClick={() => apply({ add_tags: [tag] })}>
            Add the tag
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) apply({ add_tags: [tag] });
        }}
      >
        <Labelled label="Tag" hint="A word or a few, such as hero or to print." error={bad}>
          <Input value={text} onChange={(event) => setText(event.target.value)} maxLength={60} />
        </Labelled>
        {offered.length > 0 && (
          <div role="group" aria-label="Tags there are" className="flex flex-wrap gap-2">
            {offered.map((name) => (
              <Chip key={name} pressed={name === tag} onClick={() => setText(name)}>
                {name}
              </Chip>
            ))}
          </div>
        )}
      </form>
    </Modal>
  );
}
