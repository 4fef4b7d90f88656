import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useId, useState } from 'react';
import { toast } from '@/ui/toasts';
import { facetsQuery } from '../queries';
import { useMark } from '../use-changes';
import type { Detail } from './details';

export function Tags({ item: { digest, tags } }: { item: Detail }) {
  const mark = useMark();
  const id = useId();
  const [tag, setTag] = useState('');
  const { data: known } = useQuery(facetsQuery({}));
  const add = () => {
    const name = tag.trim();
    if (/[,\p{Cc}]/u.test(name) || name.length > 50)
      return toast('That is no tag', { tone: 'failed', text: 'A tag has at most 50 characters and no comma.' });
    if (name !== '') mark.mutate({ digests: [digest], marks: { add_tags: [name] } });
    setTag('');
  };
  return (
    <div role="group" aria-label="Tags" className="flex flex-wrap items-center gap-1.5">
      {tags.map((name) => (
        <span
          key={name}
          className="flex h-9 items-center rounded-full border border-line-strong pl-3 text-[13px] sm:h-8"
        >
          {name}
          <button
            type="button"
            aria-label={`Remove the tag ${name}`}
            onClick={() => mark.mutate({ digests: [digest], marks: { remove_tags: [name] } })}
            className="grid h-full w-9 place-items-center text-muted hover:text-text sm:w-7"
          >
            <X className="size-3" aria-hidden />
          </button>
        </span>
      ))}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <input
          value={tag}
          list={id}
          onChange={(event) => setTag(event.target.value)}
          aria-label="Add a tag"
          placeholder="Add a tag"
          className="h-9 w-28 rounded-full border border-dashed border-line-strong bg-transparent px-3 text-[13px] outline-none placeholder:text-muted focus:border-accent sm:h-8"
        />
        <datalist id={id}>
          {Object.keys(known?.tag ?? {})
            .filter((name) => !tags.includes(name))
            .map((name) => (
              <option key={name} value={name} />
            ))}
        </datalist>
      </form>
    </div>
  );
}
