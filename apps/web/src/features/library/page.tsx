import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Download, Images, Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { client, dataOf } from '@/api/client';
import { useDebounced } from '@/lib/use-debounced';
import { buttonStyle } from '@/ui/button';
import { Empty } from '@/ui/empty';
import { Lightbox } from '@/ui/lightbox';
import type { Media } from '@/ui/media-tile';
import { Segmented } from '@/ui/segmented';
import { VirtualGrid } from '@/ui/virtual-grid';
import { Details } from './details';
import type { Item } from './item';
import { LibraryTile } from './item';
import { queryOf } from './search';
import type { Kind } from './search';

const route = getRouteApi('/library');
const KINDS = [
  { value: 'all', label: 'All' },
  { value: 'image', label: 'Images' },
  { value: 'video', label: 'Videos' },
  { value: 'audio', label: 'Sounds' },
] as const;
const PAGE = 100;
const SETTLE_MS = 200;

/** Everything that was brought and made. */
export function LibraryPage() {
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const [kind, setKind] = useState<Kind | 'all'>('all');
  const [open, setOpen] = useState<string>();
  const line = useDebounced(q, SETTLE_MS);
  const query = { ...queryOf(line), ...(kind !== 'all' && { kind: [kind] }) };
  const found = useInfiniteQuery({
    queryKey: ['library', query],
    queryFn: async ({ pageParam }) => {
      const page = { limit: PAGE, ...(pageParam !== '' && { cursor: pageParam }) };
      return dataOf(await client.GET('/library', { params: { query: { ...query, ...page } } }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
    refetchInterval: 15_000,
  });
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const total = found.data?.pages[0]?.total ?? 0;
  const media = items.map(mediaOf);
  const zip = `/library/zip?${new URLSearchParams(flat(query))}`;
  return (
    <div className="flex flex-1 flex-col gap-4 p-4 sm:p-6">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="text-lg font-[640]">Library</h1>
        <span className="text-[13px] text-muted tabular">{found.isPending ? '' : total}</span>
        <label className="flex h-11 min-w-60 flex-1 items-center gap-2 rounded-control border border-line-strong bg-panel px-3 focus-within:border-accent sm:h-10">
          <Search className="size-4 text-muted" aria-hidden />
          <input
            type="search"
            value={q}
            onChange={(event) =>
              void navigate({ search: event.target.value ? { q: event.target.value } : {}, replace: true })
            }
            placeholder="harbour type:video tag:hero"
            aria-label="Search the library"
            className="w-full bg-transparent outline-none placeholder:text-dim"
          />
        </label>
        <Segmented label="Kind" value={kind} options={KINDS} onChange={setKind} />
        {items.length > 0 && (
          <a href={zip} download className={buttonStyle({ size: 'small' })}>
            <Download />
            ZIP
          </a>
        )}
      </div>
      {items.length === 0 && !found.isPending ? (
        <Empty
          icon={Images}
          title={q === '' && kind === 'all' ? 'Nothing here yet' : 'Nothing fits'}
          text={
            q === '' && kind === 'all'
              ? 'Everything you bring and make is kept here, with how it was made.'
              : 'Fewer words find more. type:video, model:wan, tag:hero and is:favourite narrow a search.'
          }
        />
      ) : (
        <VirtualGrid
          cells={media.map((item, at) => ({
            key: item.key,
            node: <LibraryTile item={items[at]!} media={item} onOpen={() => setOpen(item.key)} />,
          }))}
        />
      )}
      <More when={found.hasNextPage && !found.isFetchingNextPage} load={() => void found.fetchNextPage()} />
      <Lightbox
        items={media}
        open={open}
        onOpen={setOpen}
        aside={open !== undefined && <Details key={open} digest={open} onGone={() => setOpen(undefined)} />}
      />
    </div>
  );
}

const mediaOf = ({ digest, kind, mime, name, prompt, task_id, duration_sec }: Item): Media => ({
  ...{ key: digest, digest, kind, mime, durationSec: duration_sec },
  title: name || prompt || task_id || digest.slice(0, 12),
});

const flat = (query: object): string[][] =>
  Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]));

/** Asks for more as soon as it comes into sight. */
function More({ when, load }: { when: boolean; load: () => void }) {
  const mark = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!when) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && load(), { rootMargin: '800px' });
    observer.observe(mark.current!);
    return () => observer.disconnect();
  }, [when, load]);
  return <div ref={mark} className="h-px" />;
}
