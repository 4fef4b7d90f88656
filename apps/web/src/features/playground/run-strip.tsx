import { useQuery } from '@tanstack/react-query';
import type { PipelineSummary } from '@/api/client';
import { pipelineQuery, recentQuery } from '@/api/queries';
import { cn } from '@/lib/cn';
import { Dot, toneOf } from '@/ui/dot';
import { isOver } from './status';

const MOST = 8;
const OFTEN_MS = 2_000;

/** What runs, and what one looks at, to go from one to the other; nothing while that is the same. */
export function RunStrip({ id, onRun }: { id: string; onRun: (id: string) => void }) {
  const { data } = useQuery(recentQuery);
  const runs = (data?.items ?? []).filter((one) => one.id === id || !isOver(one.status)).slice(0, MOST);
  if (!runs.some((one) => one.id !== id)) return null;
  return (
    <nav aria-label="Runs under way" className="relative flex gap-2 overflow-x-auto">
      {runs.map((run) => (
        <One key={run.id} run={run} current={run.id === id} onClick={() => onRun(run.id)} />
      ))}
    </nav>
  );
}

function One({ run, current, onClick }: { run: PipelineSummary; current: boolean; onClick: () => void }) {
  const { data } = useQuery({
    ...pipelineQuery(run.id),
    // The one that is shown is told of as it happens.
    refetchInterval: ({ state }) => (current || isOver(state.data?.status ?? run.status) ? false : OFTEN_MS),
  });
  const status = data?.status ?? run.status;
  const percent = data === undefined ? undefined : Math.floor(100 * data.progress);
  return (
    <button
      type="button"
      aria-current={current ? 'true' : undefined}
      onClick={onClick}
      className={cn(
        'relative flex h-11 max-w-60 shrink-0 items-center gap-2 overflow-hidden rounded-control border border-line px-3 text-[13px] text-muted transition-colors hover:border-dim sm:h-9',
        current && 'border-dim bg-raised text-text',
      )}
    >
      <Dot tone={toneOf(status)} />
      <span className="truncate">{run.name}</span>
      {percent !== undefined && !isOver(status) && <span className="tabular">{percent}%</span>}
    </button>
  );
}
