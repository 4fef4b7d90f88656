import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { Clapperboard, History, Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { client, dataOf } from '@/api/client';
import type { PipelineSummary } from '@/api/client';
import { useDebounced } from '@/lib/use-debounced';
import { buttonStyle } from '@/ui/button';
import { Chip } from '@/ui/chip';
import { Empty } from '@/ui/empty';
import { Input } from '@/ui/input';
import { Page } from '@/ui/page';
import { Select } from '@/ui/select';
import { Skeletons } from '@/ui/skeleton';
import { ForkDialog } from './fork-dialog';
import { SINCE, SORTS, STATUSES, queryOf } from './query';
import type { Shown } from './query';
import { Card, Row } from './row';
import { useDelete } from './use-delete';

const route = getRouteApi('/pipelines');
const PAGE = 25;
const SETTLE_MS = 200;
const MINUTE_MS = 60_000;

/** Every pipeline there was: how it went, what it cost, and what can be done with it. */
export function PipelinesPage() {
  const shown = route.useSearch();
  const navigate = route.useNavigate();
  const asked = useDebounced(shown, SETTLE_MS);
  const found = useFound(asked);
  const { hidden, remove } = useDelete();
  const [forked, fork] = useState<string>();
  const items = (found.data?.pages.flatMap((page) => page.items) ?? []).filter(({ id }) => !hidden.has(id));
  const change = (part: Shown) =>
    void navigate({
      search: (before) => Object.fromEntries(Object.entries({ ...before, ...part }).filter(([, value]) => value)),
      replace: true,
    });
  const props = (pipeline: PipelineSummary) => ({
    pipeline,
    onFork: () => fork(pipeline.id),
    onDelete: () => remove(pipeline.id, pipeline.name),
  });
  const filtered = Object.keys(shown).length > 0;
  return (
    <Page
      title="History"
      count={filtered ? undefined : found.data?.pages[0]?.total}
      actions={
        <Link to="/story/$id" params={{ id: 'new' }} className={buttonStyle({ size: 'small' })}>
          <Clapperboard />
          Export a project
        </Link>
      }
    >
      <Filters shown={shown} change={change} />
      {found.error && <p className="text-failed">The list could not be read: {found.error.message}</p>}
      {found.isPending && <Skeletons count={8} className="h-15 rounded-media" />}
      {!found.isPending && items.length === 0 && !found.error && <Nothing filtered={filtered} />}
      {items.length > 0 && (
        <>
          <div className="overflow-hidden rounded-media border border-line bg-panel max-sm:hidden">
            <table className="w-full">
              <thead className="text-left text-[12px] text-muted [&_th]:py-2.5 [&_th]:font-[560]">
                <tr>
                  <th className="pl-3">Latest</th>
                  <th>Name</th>
                  <th>Status</th>
                  <th className="pr-4 text-right">Cost</th>
                  <th className="pr-4 text-right">Time</th>
                  <th className="pr-2 text-right">Created</th>
                  <th>
                    <span className="sr-only">What to do</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((item) => (
                  <Row key={item.id} {...props(item)} />
                ))}
              </tbody>
            </table>
          </div>
          <ul className="flex flex-col gap-2 sm:hidden">
            {items.map((item) => (
              <Card key={item.id} {...props(item)} />
            ))}
          </ul>
        </>
      )}
      <More when={found.hasNextPage && !found.isFetchingNextPage} load={() => void found.fetchNextPage()} />
      {forked !== undefined && <ForkDialog id={forked} onClose={() => fork(undefined)} />}
    </Page>
  );
}

function useFound(shown: Shown) {
  // Of what is the last day and the like changes by the minute, not with every look at it.
  const [now] = useState(() => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS);
  const query = queryOf(shown, now);
  return useInfiniteQuery({
    queryKey: ['pipelines', 'history', query],
    queryFn: async ({ pageParam }) => {
      const page = { limit: PAGE, ...(pageParam !== '' && { cursor: pageParam }) };
      return dataOf(await client.GET('/pipelines', { params: { query: { ...query, ...page } } }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
    refetchInterval: 10_000,
  });
}

function Filters({ shown, change }: { shown: Shown; change: (part: Shown) => void }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <label className="relative min-w-52 flex-1 sm:max-w-xs">
        <Search className="absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" aria-hidden />
        <Input
          type="search"
          value={shown.q ?? ''}
          onChange={(event) => change({ q: event.target.value })}
          placeholder="Search names"
          aria-label="Search names"
          className="pl-9"
        />
      </label>
      <div className="flex max-w-full gap-1.5 overflow-x-auto py-0.5" role="group" aria-label="Status">
        {STATUSES.map(({ value, label }) => (
          <Chip
            key={value}
            pressed={shown.status === value}
            onClick={() => change({ status: shown.status === value ? '' : value })}
          >
            {label}
          </Chip>
        ))}
      </div>
      <div className="grid w-full grid-cols-2 gap-2 sm:ml-auto sm:w-84">
        <Select
          label="When"
          value={SINCE.find(({ value }) => value === shown.since)?.value ?? 'ever'}
          options={SINCE}
          onChange={(since) => change({ since: since === 'ever' ? '' : since })}
        />
        <Select
          label="Order"
          value={SORTS.find(({ value }) => value === shown.sort)?.value ?? '-created_at'}
          options={SORTS}
          onChange={(sort) => change({ sort: sort === '-created_at' ? '' : sort })}
        />
      </div>
    </div>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <Empty icon={History} title="Nothing fits" text="Another status, a longer time or fewer letters find more.">
      <Link to="/pipelines" className={buttonStyle({ kind: 'plain' })}>
        Show all
      </Link>
    </Empty>
  ) : (
    <Empty
      icon={History}
      title="Nothing here yet"
      text="What you make is kept here, with its settings, results and cost."
    >
      <Link to="/" className={buttonStyle({ kind: 'accent' })}>
        Make something
      </Link>
    </Empty>
  );
}

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
