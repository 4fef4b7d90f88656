import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { History, Search } from 'lucide-react';
import { useState } from 'react';
import { client, dataOf } from '@/api/client';
import type { PipelineSummary } from '@/api/client';
import { age, dollars, duration, sentence } from '@/lib/format';
import { Button } from '@/ui/button';
import { Dot, toneOf } from '@/ui/dot';
import { Empty } from '@/ui/empty';
import { Segmented } from '@/ui/segmented';

const FILTERS = [
  { value: 'all', label: 'All', statuses: undefined },
  { value: 'running', label: 'Running', statuses: ['running', 'paused', 'cancelling'] as const },
  { value: 'completed', label: 'Done', statuses: ['completed'] as const },
  { value: 'failed', label: 'Failed', statuses: ['failed', 'cancelled'] as const },
] as const;
type Filter = (typeof FILTERS)[number]['value'];

/** Every pipeline there was, newest first. */
export function PipelinesPage() {
  const [filter, setFilter] = useState<Filter>('all');
  const [name, setName] = useState('');
  const statuses = FILTERS.find(({ value }) => value === filter)!.statuses;
  const list = useInfiniteQuery({
    queryKey: ['pipelines', 'history', filter, name],
    queryFn: async ({ pageParam }) =>
      dataOf(
        await client.GET('/pipelines', {
          params: {
            query: {
              limit: 50,
              ...(statuses && { status: [...statuses] }),
              ...(name !== '' && { name }),
              ...(pageParam !== '' && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: 10_000,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="mx-auto flex w-full max-w-5xl flex-1 flex-col gap-4 p-4 sm:p-6">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="mr-auto text-lg font-[640]">History</h1>
        <label className="flex h-11 items-center gap-2 rounded-control border border-line-strong bg-panel px-3 focus-within:border-accent sm:h-10">
          <Search className="size-4 text-muted" aria-hidden />
          <input
            type="search"
            value={name}
            onChange={(event) => setName(event.target.value)}
            placeholder="Search names"
            aria-label="Search names"
            className="w-40 bg-transparent outline-none placeholder:text-dim"
          />
        </label>
        <Segmented label="Which" value={filter} options={FILTERS} onChange={setFilter} />
      </div>
      {items.length === 0 && !list.isPending ? (
        <Empty
          icon={History}
          title="Nothing here yet"
          text="What you make is kept here, with its settings, results and cost."
        />
      ) : (
        <ul className="divide-y divide-line overflow-hidden rounded-media border border-line bg-panel">
          {items.map((item) => (
            <Row key={item.id} item={item} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button className="self-center" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Show more
        </Button>
      )}
    </div>
  );
}

function Row({ item }: { item: PipelineSummary }) {
  const { id, name, status, created_at, started_at, ended_at, cost_actual, in_review, error } = item;
  const took = started_at && ended_at ? duration((Date.parse(ended_at) - Date.parse(started_at)) / 1000) : '';
  const tone = in_review > 0 ? 'review' : toneOf(status);
  return (
    <li>
      <Link
        to="/"
        search={{ run: id }}
        className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 px-4 py-3 transition-colors hover:bg-raised sm:grid-cols-[1fr_9rem_6rem_5rem_7rem]"
      >
        <span className="truncate font-[560]">{name}</span>
        <span className="flex items-center gap-2 text-[13px] text-muted">
          <Dot tone={tone} />
          {in_review > 0 ? 'To review' : sentence(status)}
        </span>
        <span className="text-[13px] text-muted tabular max-sm:hidden">{took}</span>
        <span className="text-[13px] text-muted tabular max-sm:hidden">{dollars(cost_actual / 1e6)}</span>
        <span className="text-[13px] text-muted tabular sm:text-right">{age(created_at)}</span>
        {error && <span className="col-span-full truncate text-[13px] text-failed">{error.message}</span>}
      </Link>
    </li>
  );
}
