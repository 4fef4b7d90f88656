import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '@/ui/button';
import { Input } from '@/ui/input';
import { titleOf } from '../item';
import { useRename } from '../use-changes';
import type { Detail } from './details';

/** What it is called; a click changes that. */
export function Name({ item }: { item: Detail }) {
  const [text, setText] = useState<string>();
  const rename = useRename(item.digest);
  const done = () => {
    if (text !== undefined && text.trim() !== item.name) rename.mutate(text.trim().replaceAll(/[/\\]/g, '-'));
    setText(undefined);
  };
  if (text === undefined)
    return (
      <div className="flex items-start gap-1">
        <h2 className="min-w-0 flex-1 pt-2 text-base leading-6 font-[640] break-words sm:pt-1.5">{titleOf(item)}</h2>
        <IconButton label="Rename" onClick={() => setText(item.name)}>
          <Pencil />
        </IconButton>
      </div>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        done();
      }}
    >
      <Input
        autoFocus
        aria-label="Name"
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.target.value)}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          setText(undefined);
        }}
      />
    </form>
  );
}
