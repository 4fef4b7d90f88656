import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '@/api/client';
import { recentQuery, workersQuery } from '@/api/queries';
import { duration, plural } from '@/lib/format';
import { Dot } from '@/ui/dot';
import { KeyCaps } from '@/ui/keys';
import { openPanel } from '@/ui/panels';
import { TellMe } from './notices';
import { useUnderway } from './underway';
import type { Underway } from './underway';

/** What goes on everywhere, in one line. */
export function StatusBar() {
  const away = useQuery(recentQuery).isError;
  const workers = useQuery(workersQuery).data;
  const underway = useUnderway();
  const busy = underway.pipelines > 0;
  return (
    <div className="flex h-9 items-center gap-4 px-4 text-[13px] whitespace-nowrap text-muted tabular">
      <span className="flex min-w-0 items-center gap-2" role="status">
        <Dot tone={away ? 'failed' : busy ? 'running' : 'done'} />
        <span className="truncate">
          {away ? 'The gateway does not answer; trying again' : busy ? inWords(underway) : 'Ready'}
        </span>
      </span>
      {busy && <TellMe />}
      {workers && (
        <Link to="/queue" className="hidden transition-colors hover:text-text sm:inline">
          {machines(workers)}
        </Link>
      )}
      <span className="ml-auto hidden items-center gap-4 md:flex">
        <span className="flex items-center gap-1.5">
          <KeyCaps keys="mod+k" /> find
        </span>
        <button
          type="button"
          onClick={() => openPanel('shortcuts')}
          className="flex items-center gap-1.5 transition-colors hover:text-text"
        >
          <KeyCaps keys="?" /> shortcuts
        </button>
      </span>
    </div>
  );
}

function inWords({ pipelines, done, tasks, left }: Underway): string {
  const what = tasks > 0 ? `${done} of ${tasks} done` : `${plural(pipelines, 'pipeline')} running`;
  return left === undefined ? what : `${what}, about ${duration(left)} left`;
}

/** "3 workers", and how hot their cards are: "2 GPUs · 81 % · 61 °C". */
function machines(workers: readonly Schemas['WorkerDto'][]): string {
  const gpus = workers.flatMap(({ card }) => card?.gpu ?? []);
  if (gpus.length === 0) return plural(workers.length, 'worker');
  const loads = gpus.flatMap((gpu) => gpu.utilization_percent ?? []);
  const heats = gpus.flatMap((gpu) => gpu.temperature_celsius ?? []);
  const load = loads.length > 0 && `${Math.round(loads.reduce((sum, one) => sum + one, 0) / loads.length)} %`;
  const heat = heats.length > 0 && `${Math.max(...heats)} °C`;
  return [plural(gpus.length, 'GPU'), load, heat].filter(Boolean).join(' · ');
}
