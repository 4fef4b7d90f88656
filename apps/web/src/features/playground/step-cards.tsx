import type { Pipeline, Step } from '@/api/client';
import { duration, plural } from '@/lib/format';
import { useNow } from '@/lib/use-now';
import { Bar } from '@/ui/bar';
import { Dot, toneOf } from '@/ui/dot';
import { stepName } from './step-names';

/** How far each step is, in numbers and in words. */
export function StepCards({ pipeline: { steps, status } }: { pipeline: Pipeline }) {
  const now = useNow(2_000, status === 'running');
  return (
    <ol className="relative grid gap-2 max-sm:grid-flow-col max-sm:auto-cols-[minmax(9.5rem,1fr)] max-sm:overflow-x-auto sm:grid-cols-[repeat(auto-fit,minmax(14rem,1fr))]">
      {steps.map((step) => (
        <StepCard key={step.id} step={step} paused={status === 'paused'} now={now} />
      ))}
    </ol>
  );
}

function StepCard({ step, paused, now }: { step: Step; paused: boolean; now: number }) {
  const tone = step.tasks_in_review > 0 ? 'review' : toneOf(step.status);
  const words = inWords(step, paused, now);
  return (
    <li className="flex min-w-0 flex-col gap-1.5 rounded-media border border-line bg-panel p-3">
      <div className="flex items-center gap-2">
        <Dot tone={tone} />
        <span className="truncate font-[600]">{stepName(step.id)}</span>
        <span className="ml-auto text-[13px] font-[600] tabular">
          {step.tasks_done}/{step.tasks}
        </span>
      </div>
      <p className="truncate text-[13px] text-muted tabular" title={words}>
        {words}
      </p>
      <Bar value={step.progress} tone={tone === 'idle' ? 'running' : tone} label={`${stepName(step.id)}, done`} />
    </li>
  );
}

/** What is happening, in words, with the time that is left. Pure. */
function inWords(step: Step, paused: boolean, now: number): string {
  const { status, tasks_running: running, tasks_in_review: review, tasks_reused: reused, error } = step;
  if (error && status === 'failed') return error.message;
  if (review > 0) return `${plural(review, 'result')} to review`;
  if (status === 'pending') return 'waits for the step before it';
  if (status === 'skipped') return 'left out';
  if (status === 'cancelled') return 'cancelled';
  const cached = reused > 0 && `${reused} from cache`;
  if (status === 'completed') return [tookOf(step), cached].filter(Boolean).join(' · ');
  if (paused && running === 0) return ['paused', cached].filter(Boolean).join(' · ');
  const left = leftOf(step, now);
  return [running > 0 ? `${running} at work` : 'in the queue', left, cached].filter(Boolean).join(' · ');
}

function tookOf({ started_at: from, ended_at: to, work_ms: work, tasks, tasks_reused: reused }: Step): string {
  if (tasks > 0 && reused === tasks) return 'was there already';
  const ms = from !== undefined && to !== undefined ? Date.parse(to) - Date.parse(from) : work;
  return `took ${duration(ms / 1_000)}`;
}

const LEAST_SHARE = 0.03;

/** By how long the part that is done took. */
function leftOf({ started_at: from, progress }: Step, now: number): string | undefined {
  if (from === undefined || progress < LEAST_SHARE || progress >= 1) return undefined;
  const seconds = (((now - Date.parse(from)) / progress) * (1 - progress)) / 1_000;
  return seconds < 1 ? undefined : `about ${duration(seconds)} left`;
}
