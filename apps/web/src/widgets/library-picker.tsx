import { useInfiniteQuery } from '@tanstack/react-query';
import { Check, Images, Search } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { cn } from '@/lib/cn';
import { clock, plural } from '@/lib/format';
import { thumbnail } from '@/lib/media';
import { useDebounced } from '@/lib/use-debounced';
import { Button } from '@/ui/button';
import { Chip } from '@/ui/chip';
import { Empty } from '@/ui/empty';
import { Input } from '@/ui/input';
import { Modal } from '@/ui/modal';
import { Skeletons } from '@/ui/skeleton';

type Item = Schemas['LibraryItemDto'];
type Kind = 'image' | 'video' | 'audio';

interface LibraryPickerProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onPick: (items: Item[]) => void;
  /** What may be picked; all media if unset. */
  kinds?: readonly Kind[];
  /** Whether several may be picked; yes if unset. */
  several?: boolean;
}

const PAGE = 60;
const SETTLE_MS = 200;
const ALL: readonly Kind[] = ['image', 'video', 'audio'];
const NAMES = { image: 'Images', video: 'Videos', audio: 'Sounds' } as const;

/** Things of the library, to be used somewhere else. */
export function LibraryPicker({ open, onOpenChange, ...rest }: LibraryPickerProps) {
  // What was picked and searched for last time is of no use the next time.
  return open ? <Picker onOpenChange={onOpenChange} {...rest} /> : null;
}

function Picker({ onOpenChange, onPick, kinds = ALL, several = true }: Omit<LibraryPickerProps, 'open'>) {
  const [words, setWords] = useState('');
  const [kind, setKind] = useState<Kind>();
  const [favourite, setFavourite] = useState(false);
  const [picked, setPicked] = useState<ReadonlyMap<string, Item>>(new Map());
  const q = useDebounced(words.trim(), SETTLE_MS);
  const query = {
    ...{ kind: kind === undefined ? [...kinds] : [kind] },
    ...(q !== '' && { q }),
    ...(favourite && { favourite: true }),
  };
  const done = (items: Item[]) => {
    onPick(items);
    onOpenChange(false);
  };
  const toggle = (item: Item) => {
    if (!several) return done([item]);
    const after = new Map(picked);
    if (!after.delete(item.digest)) after.set(item.digest, item);
    setPicked(after);
  };
  return (
    <Modal
      open
      onOpenChange={onOpenChange}
      title="From the library"
      size="large"
      footer={
        several && (
          <>
            <span className="mr-auto text-[13px] text-muted tabular" role="status">
              {picked.size > 0 ? `${picked.size} chosen` : 'Choose one or several'}
            </span>
            <Button kind="accent" disabled={picked.size === 0} onClick={() => done([...picked.values()])}>
              Use {plural(Math.max(1, picked.size), 'file')}
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-wrap items-center gap-2 pb-3">
        <label className="relative min-w-52 flex-1">
          <Search className="absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" aria-hidden />
          <Input
            type="search"
            value={words}
            onChange={({ target }) => setWords(target.value)}
            placeholder="Prompt, name or tag"
            aria-label="Search the library"
            className="pl-9"
          />
        </label>
        {kinds.length > 1 &&
          kinds.map((one) => (
            <Chip key={one} pressed={kind === one} onClick={() => setKind(kind === one ? undefined : one)}>
              {NAMES[one]}
            </Chip>
          ))}
        <Chip pressed={favourite} onClick={() => setFavourite(!favourite)}>
          Favourites
        </Chip>
      </div>
      <Found query={query} picked={picked} onToggle={toggle} />
    </Modal>
  );
}

interface FoundProps {
  query: { kind: Kind[]; q?: string; favourite?: boolean };
  picked: ReadonlyMap<string, Item>;
  onToggle: (item: Item) => void;
}

function Found({ query, picked, onToggle }: FoundProps) {
  const found = useInfiniteQuery({
    queryKey: ['library', 'pick', query],
    queryFn: async ({ pageParam }) => {
      const page = { limit: PAGE, ...(pageParam !== '' && { cursor: pageParam }) };
      return dataOf(await client.GET('/library', { params: { query: { ...query, ...page } } }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  if (found.isPending)
    return (
      <div className={GRID} aria-hidden>
        <Skeletons count={12} className="aspect-square" />
      </div>
    );
  if (items.length === 0)
    return (
      <Empty icon={Images} title="Nothing fits" text="Everything that was brought or made here can be found again." />
    );
  return (
    <>
      <ul className={GRID} aria-label="Found in the library">
        {items.map((item) => (
          // What is out of sight is not drawn.
          <li key={item.digest} className="aspect-square [content-visibility:auto]">
            <Tile item={item} picked={picked.has(item.digest)} onToggle={() => onToggle(item)} />
          </li>
        ))}
      </ul>
      {found.hasNextPage && <End key={items.length} onSeen={() => void found.fetchNextPage()} />}
    </>
  );
}

const GRID = 'grid min-h-[40dvh] grid-cols-[repeat(auto-fill,minmax(7rem,1fr))] content-start gap-2';

function Tile({ item, picked, onToggle }: { item: Item; picked: boolean; onToggle: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={picked}
      onClick={onToggle}
      className={cn(
        'relative block size-full overflow-hidden rounded-control border border-line bg-raised',
        picked && 'border-accent ring-2 ring-accent',
      )}
    >
      <img
        src={thumbnail(item.digest, 256)}
        alt={item.name}
        loading="lazy"
        decoding="async"
        className="size-full object-cover"
      />
      {item.duration_sec !== undefined && (
        <span className="absolute bottom-1 left-1 rounded bg-black/65 px-1 text-[11px] text-white tabular">
          {clock(item.duration_sec)}
        </span>
      )}
      {picked && (
        <span className="absolute top-1.5 right-1.5 grid size-5 place-items-center rounded-full bg-accent text-on-accent">
          <Check className="size-3.5" strokeWidth={3} aria-hidden />
        </span>
      )}
    </button>
  );
}

/** Tells when the end of a list comes into sight. */
function End({ onSeen }: { onSeen: () => void }) {
  const mark = useRef<HTMLDivElement>(null);
  const seen = useEffectEvent(onSeen);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && seen(), { rootMargin: '300px' });
    observer.observe(mark.current!);
    return () => observer.disconnect();
  }, []);
  return <div ref={mark} className="h-px" />;
}
