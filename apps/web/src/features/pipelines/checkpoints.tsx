import { useInfiniteQuery } from '@tanstack/react-query';
import { Download, Flag, GitFork } from 'lucide-react';
import type { Pipeline } from '@/api/client';
import { age } from '@/lib/format';
import { Button, buttonStyle } from '@/ui/button';
import { Empty } from '@/ui/empty';
import { Skeletons } from '@/ui/skeleton';
import { checkpointsQuery } from './queries';

const HOW: Record<string, string> = { ran: 'made', cache: 'from the cache', own: 'as before', known: 'unchanged' };

/** The state after each task: a fork may begin from any. */
export function Checkpoints({ pipeline, onFork }: { pipeline: Pipeline; onFork: (checkpoint: string) => void }) {
  const { data, isPending, hasNextPage, fetchNextPage } = useInfiniteQuery(checkpointsQuery(pipeline.id));
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  if (isPending) return <Skeletons count={5} className="mb-2 h-12" />;
  if (items.length === 0)
    return (
      <Empty icon={Flag} title="No checkpoints yet" text="There is one after every task, to fork or resume from." />
    );
  return (
    <div className="flex flex-col gap-3">
      <ol className="divide-y divide-line rounded-media border border-line bg-panel">
        {items.map(({ id, tasks_done: done, task_id: task, how, created_at }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
            <span className="w-10 text-[13px] font-[600] tabular">{done}</span>
            <span className="min-w-0 flex-1 truncate">
              {task} <span className="text-[13px] text-muted">{HOW[how]}</span>
            </span>
            <span className="text-[13px] text-muted tabular max-sm:hidden">{age(created_at)}</span>
            <Button size="small" aria-label={`Fork from here, checkpoint ${done}`} onClick={() => onFork(id)}>
              <GitFork />
              Fork from here
            </Button>
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap justify-center gap-2">
        {hasNextPage && <Button onClick={() => void fetchNextPage()}>Show more</Button>}
        <a href={`/pipelines/${pipeline.id}/checkpoints/export`} download className={buttonStyle({ kind: 'plain' })}>
          <Download />
          Export the latest
        </a>
      </div>
    </div>
  );
}
