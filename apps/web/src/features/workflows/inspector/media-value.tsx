import { ImagePlus, Images, LoaderCircle, Music, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { thumbnail } from '@/lib/media';
import { LibraryPicker } from '@/widgets/library-picker';
import { uploaded } from './upload';

interface MediaValueProps {
  label: string;
  media: 'image' | 'video' | 'audio';
  /** One, or a list of them, as inputs hold them. */
  value: unknown;
  many: boolean;
  onChange: (value: unknown) => void;
}

const ADD =
  'grid size-14 place-items-center rounded-control border border-dashed border-line-strong text-muted hover:border-dim hover:text-text';

const digestOf = (one: unknown): string =>
  typeof one === 'object' && one !== null && 'digest' in one ? String(one.digest) : String(one);

/** Files to run with, small, in order; brought from this machine. */
export function MediaValue({ label, media, value, many, onChange }: MediaValueProps) {
  const files = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [picking, pick] = useState(false);
  const all: unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
  const set = (next: unknown[]) => onChange(next.length === 0 ? undefined : many ? next : next.at(-1));
  const add = async (brought: File[]) => {
    if (brought.length === 0) return;
    setBusy(true);
    const refs = await uploaded(brought, media);
    setBusy(false);
    if (refs.length > 0) set([...all, ...refs]);
  };
  return (
    <ul
      aria-label={label}
      className="flex flex-wrap gap-2"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        void add([...event.dataTransfer.files]);
      }}
    >
      {all.map((one, at) => (
        <li
          key={`${digestOf(one)} ${at}`}
          className="relative size-14 overflow-hidden rounded-control border border-line-strong bg-raised"
        >
          {media === 'audio' ? (
            <Music className="m-auto mt-4 size-5 text-muted" aria-label={`${label} ${at + 1}`} />
          ) : (
            <img src={thumbnail(digestOf(one), 128)} alt={`${label} ${at + 1}`} className="size-full object-cover" />
          )}
          <button
            type="button"
            aria-label={`Remove ${label} ${at + 1}`}
            onClick={() => set(all.toSpliced(at, 1))}
            className="absolute top-0 right-0 grid size-6 place-items-center rounded-bl-control bg-bg/80"
          >
            <X className="size-3.5" />
          </button>
        </li>
      ))}
      <li className="flex gap-2">
        <button type="button" aria-label={`Pick ${label} from the library`} onClick={() => pick(true)} className={ADD}>
          <Images className="size-5" />
        </button>
        <button type="button" aria-label={`Add ${label}`} onClick={() => files.current?.click()} className={ADD}>
          {busy ? <LoaderCircle className="size-5 animate-spin" /> : <ImagePlus className="size-5" />}
        </button>
        <input
          ref={files}
          type="file"
          hidden
          multiple={many}
          accept={`${media}/*`}
          aria-label={`Files for ${label}`}
          onChange={(event) => {
            void add([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <LibraryPicker
          open={picking}
          onOpenChange={pick}
          kinds={[media]}
          several={many}
          onPick={(items) =>
            set([...all, ...items.map(({ digest, kind, mime, bytes }) => ({ digest, media: kind, mime, bytes }))])
          }
        />
      </li>
    </ul>
  );
}
