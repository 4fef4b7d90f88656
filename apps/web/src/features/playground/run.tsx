import { useQuery } from '@tanstack/react-query';
import { Pause, Play, X } from 'lucide-react';
import type { Pipeline, Step } from '@/api/client';
import { useLive } from '@/api/events';
import type { Live } from '@/api/events';
import { pipelineQuery } from '@/api/queries';
import { dollars, duration, sentence } from '@/lib/format';
import { Bar } from '@/ui/bar';
import { Button } from '@/ui/button';
import { Dot, toneOf } from '@/ui/dot';
import { Results } from './results';
import { useControl } from './use-control';

/** One run: its steps, and its results as they arrive. */
export function Run({ id }: { id: string }) {
  const { data: pipeline, error } = useQuery(pipelineQuery(id));
  const live = useLive(id);
  if (error) return <p className="text-failed">{error.message}</p>;
  if (!pipeline) return <Placeholder />;
  return (
    <section aria-label={`Run ${pipeline.name}`} className="flex flex-col gap-4">
      <Heading pipeline={pipeline} live={live} />
      <ol className="grid gap-2 sm:grid-cols-[repeat(auto-fit,minmax(14rem,1fr))]">
        {pipeline.steps.map((step) => (
          <StepCard key={step.id} step={step} />
        ))}
      </ol>
      {pipeline.error && <Failure pipeline={pipeline} />}
      <Results pipeline={pipeline} live={live} />
    </section>
  );
}

function Placeholder() {
  return (
    <div aria-hidden className="flex flex-col gap-4">
      <div className="h-18 animate-pulse rounded-media bg-panel" />
      <div className="h-40 animate-pulse rounded-media bg-panel" />
    </div>
  );
}

const OVER = new Set(['completed', 'failed', 'cancelled']);

function Heading({ pipeline, live }: { pipeline: Pipeline; live: Live }) {
  const control = useControl(pipeline.id);
  const { status, name, eta_seconds: left, cost_actual: cost } = pipeline;
  const paused = status === 'paused';
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <h2 className="min-w-0 truncate text-base font-[640]">{name}</h2>
      <span className="flex items-center gap-2 text-[13px] text-muted tabular" role="status">
        <Dot tone={pipeline.in_review > 0 ? 'review' : toneOf(status)} />
        {!live.connected && !OVER.has(status) ? 'Connecting again' : sentence(status)}
        {left !== undefined && status === 'running' && ` · about ${duration(left)} left`}
        {cost > 0 && ` · ${dollars(cost / 1e6)} spent`}
      </span>
      {!OVER.has(status) && (
        <span className="ml-auto flex gap-2">
          <Button size="small" onClick={() => control.mutate(paused ? 'run' : 'pause')}>
            {paused ? <Play /> : <Pause />}
            {paused ? 'Go on' : 'Pause'}
          </Button>
          <Button size="small" kind="danger" onClick={() => control.mutate('cancel')}>
            <X />
            Cancel
          </Button>
        </span>
      )}
    </div>
  );
}

function StepCard({ step }: { step: Step }) {
  const tone = toneOf(step.status);
  return (
    <li className="flex flex-col gap-1.5 rounded-media border border-line bg-panel p-3">
      <div className="flex items-center gap-2">
        <Dot tone={tone} />
        <span className="font-[600]">{sentence(step.id)}</span>
        <span className="ml-auto text-[13px] font-[600] tabular">
          {step.tasks_done}/{step.tasks}
        </span>
      </div>
      <p className="truncate text-[13px] text-muted">{inWords(step)}</p>
      <Bar value={step.progress} tone={tone === 'idle' ? 'running' : tone} label={`${sentence(step.id)}, done`} />
    </li>
  );
}

function inWords({
  status,
  tasks_running: running,
  tasks_in_review: review,
  tasks_reused: reused,
  provider,
  error,
}: Step): string {
  if (error) return error.message;
  if (review > 0) return `${review} to review`;
  if (status === 'pending') return 'waiting for what it needs';
  const notes = [provider, reused > 0 && `${reused} from cache`, running > 0 && `${running} at work`];
  return notes.filter(Boolean).join(' · ');
}

function Failure({ pipeline: { id, error, failed_task: task } }: { pipeline: Pipeline }) {
  const control = useControl(id);
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 rounded-media border border-failed/50 bg-panel p-4">
      <div className="min-w-0 flex-1">
        <p className="font-[600]">{error!.message}</p>
        <p className="text-muted">
          {error!.hint} {task && <span className="text-[13px]">({task})</span>}
        </p>
      </div>
      <Button onClick={() => control.mutate('run')}>Try again</Button>
    </div>
  );
}
