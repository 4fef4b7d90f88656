import { useQuery } from '@tanstack/react-query';
import { recentQuery, workersQuery } from '@/api/queries';
import { plural } from '@/lib/format';
import { Dot } from '@/ui/dot';

/** What goes on everywhere, in one line. */
export function StatusBar() {
  const recent = useQuery(recentQuery);
  const workers = useQuery(workersQuery);
  const running = recent.data?.items.filter(({ status }) => status === 'running').length ?? 0;
  const waiting = recent.data?.items.reduce((sum, { in_review: count }) => sum + count, 0) ?? 0;
  const away = recent.isError;
  const alive = workers.data?.length;
  return (
    <div className="flex h-9 items-center gap-4 px-4 text-[13px] text-muted tabular">
      <span className="flex items-center gap-2" role="status">
        <Dot tone={away ? 'failed' : running > 0 ? 'running' : 'done'} />
        {away
          ? 'The gateway does not answer; trying again'
          : running > 0
            ? `${plural(running, 'pipeline')} running`
            : 'Ready'}
      </span>
      {waiting > 0 && <span className="text-review">{plural(waiting, 'result')} to review</span>}
      {alive !== undefined && <span className="hidden sm:inline">{plural(alive, 'worker')}</span>}
      <span className="ml-auto hidden items-center gap-1.5 sm:flex">
        <kbd className="rounded border border-line-strong px-1.5 text-[11px]">⌘ ↵</kbd> generate
      </span>
    </div>
  );
}
