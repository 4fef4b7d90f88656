import { CircleAlert, LoaderCircle, Pause, Play, Route, SlidersHorizontal, X } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { dollars, duration, plural, sentence } from '@/lib/format';
import { cn } from '@/lib/cn';
import { Button } from '@/ui/button';
import { Dot, toneOf } from '@/ui/dot';
import type { Pipeline } from '@/api/client';
import { INPUTS } from '../model/types';
import { isOver, useControl } from './run';
import { useDoc, useEditor, useEditorState } from './store';
import { Simulation } from './simulation';

interface BottomBarProps {
  starting: boolean;
  onRun: () => void;
  onFocus: (id: string) => void;
}

/** What it will take, what is wrong with it, and the one button that starts it. */
export function BottomBar({ starting, onRun, onFocus }: BottomBarProps) {
  const run = useEditorState((state) => state.run);
  const problems = useEditorState((state) => state.problems);
  const plan = useEditorState((state) => state.plan);
  const estimate = useEditorState((state) => state.estimate);
  const fresh = useEditorState((state) => state.fresh);
  const { definition } = useDoc();
  const running = run !== undefined && !isOver(run);
  const [simulating, simulate] = useState(false);
  const missing = useEditorState((state) => state.missing);
  const ready = fresh && estimate !== undefined && problems.length + missing.length === 0 && !starting && !running;
  const price =
    estimate && (estimate.total_usd === 0 && estimate.unpriced.length === 0 ? 'free' : dollars(estimate.total_usd));
  return (
    <div
      role="region"
      aria-label="What it takes"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line bg-panel px-3 py-2 tabular sm:px-4"
    >
      {run && <Status run={run} />}
      {!running && <Problems onFocus={onFocus} />}
      {!running && plan && <Facts />}
      <span className="ml-auto flex items-center gap-2">
        {run && <Controls run={run} />}
        {!running && (
          <>
            <Button onClick={() => simulate(true)} disabled={!plan}>
              Simulate
            </Button>
            <Button kind="accent" disabled={!ready} onClick={onRun} className="min-w-28">
              {starting ? <LoaderCircle className="animate-spin" /> : <Play />}
              Run
              {price !== undefined && <span className="font-[450]">{price}</span>}
              <span className="sr-only">{definition.steps.length === 0 && 'Add a step first'}</span>
            </Button>
          </>
        )}
      </span>
      {simulating && <Simulation onClose={() => simulate(false)} />}
    </div>
  );
}

function Problems({ onFocus }: { onFocus: (id: string) => void }) {
  const problems = useEditorState((state) => state.problems);
  const missing = useEditorState((state) => state.missing);
  const known = useEditorState((state) => state.plan !== undefined);
  const { definition } = useDoc();
  if (definition.steps.length === 0) return <span className="text-[13px] text-muted">No steps yet</span>;
  if (problems.length === 0 && missing.length > 0)
    return (
      <Button kind="quiet" size="small" className="text-accent-text" onClick={() => onFocus(INPUTS)}>
        <SlidersHorizontal />
        Give {missing.map(sentence).join(', ').toLowerCase()}
      </Button>
    );
  if (problems.length === 0)
    return (
      <span className="flex items-center gap-2 text-[13px] text-muted" role="status">
        <Dot tone={known ? 'done' : 'idle'} />
        {known ? 'Ready to run' : 'Being checked'}
      </span>
    );
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button kind="quiet" size="small" className="text-failed">
          <CircleAlert />
          {plural(problems.length, 'problem')}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          side="top"
          align="start"
          sideOffset={8}
          collisionPadding={8}
          aria-label="Problems"
          className="z-50 flex max-h-80 w-[min(26rem,calc(100vw-1rem))] flex-col overflow-y-auto rounded-media border border-line-strong bg-panel p-1 shadow-xl shadow-black/25"
        >
          {problems.map(({ path, message, hint, node }) => (
            <Popover.Close
              key={`${path} ${message}`}
              onClick={() => node !== undefined && onFocus(node)}
              className="flex flex-col items-start gap-0.5 rounded-md px-2.5 py-2 text-left hover:bg-raised"
            >
              <span className="font-[560]">
                {node === INPUTS ? 'Inputs' : node === undefined ? 'The workflow' : sentence(node)}: {message}
              </span>
              <span className="text-[13px] text-muted">{hint}</span>
            </Popover.Close>
          ))}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Price, results and time; the steps that decide the time are shown on hover. */
function Facts() {
  const editor = useEditor();
  const plan = useEditorState((state) => state.plan)!;
  const estimate = useEditorState((state) => state.estimate);
  const fresh = useEditorState((state) => state.fresh);
  const tasks = plan.steps.reduce((sum, { tasks: count = 1 }) => sum + count, 0);
  const cached = plan.steps.reduce((sum, step) => sum + step.cached, 0);
  const show = (critical: boolean) => () => editor.note({ critical });
  return (
    <span className={cn('flex flex-wrap items-center gap-x-4 gap-y-1 text-[13px] text-muted', !fresh && 'opacity-60')}>
      <span>
        <span className="font-[600] text-text">{estimate?.total_usd ? dollars(estimate.total_usd) : 'Free'}</span>
        {estimate && estimate.unpriced.length > 0 && ` and ${estimate.unpriced.join(', ')}, whose price is not known`}
      </span>
      <span>{plural(tasks, 'task')}</span>
      {cached > 0 && <span className="text-done">{cached} there already</span>}
      <button
        type="button"
        onPointerEnter={show(true)}
        onPointerLeave={show(false)}
        onFocus={show(true)}
        onBlur={show(false)}
        className="flex min-h-11 items-center gap-1.5 rounded-md sm:min-h-8"
        title={`Decided by ${plan.critical_path.map(sentence).join(', ')}`}
      >
        <Route className="size-3.5" aria-hidden />
        about {duration(plan.seconds)}
        <span className="sr-only">, decided by {plan.critical_path.map(sentence).join(', ')}</span>
      </button>
    </span>
  );
}

function Status({ run }: { run: Pipeline }) {
  const connected = useEditorState(({ live }) => live?.connected ?? false);
  const { status, in_review: review, eta_seconds: left, cost_actual: cost, error } = run;
  const text =
    !connected && !isOver(run)
      ? 'Connecting again'
      : review > 0
        ? `${plural(review, 'result')} to review`
        : sentence(status);
  return (
    <span className="flex items-center gap-2 text-[13px]" role="status">
      <Dot tone={review > 0 ? 'review' : toneOf(status)} />
      <span>
        {text}
        {status === 'running' && left !== undefined && ` · about ${duration(left)} left`}
        {cost > 0 && ` · ${dollars(cost / 1e6)} spent`}
        {error && <span className="text-failed"> · {error.message}</span>}
      </span>
      {review > 0 && (
        <Link to="/review/$id" params={{ id: run.id }} className="font-[560] text-review underline">
          Look at them
        </Link>
      )}
      {isOver(run) && (
        <>
          <Link to="/pipelines/$id" params={{ id: run.id }} className="text-muted underline">
            All results
          </Link>
          <Link
            to="."
            search={({ run: _shown, ...rest }: Record<string, unknown>) => rest}
            aria-label="Hide the run"
            title="Hide the run"
            className="grid size-11 place-items-center rounded-control text-muted hover:bg-raised hover:text-text sm:size-8"
          >
            <X className="size-4" aria-hidden />
          </Link>
        </>
      )}
    </span>
  );
}

function Controls({ run }: { run: Pipeline }) {
  const control = useControl(run.id);
  if (isOver(run)) return null;
  const paused = run.status === 'paused';
  return (
    <>
      <Button onClick={() => control.mutate(paused ? 'run' : 'pause')}>
        {paused ? <Play /> : <Pause />}
        {paused ? 'Go on' : 'Pause'}
      </Button>
      <Button kind="danger" onClick={() => control.mutate('cancel')}>
        <X />
        Cancel
      </Button>
    </>
  );
}
