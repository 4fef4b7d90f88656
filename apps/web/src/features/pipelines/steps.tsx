import { ChevronRight } from 'lucide-react';
import type { Pipeline, Step } from '@/api/client';
import type { Live } from '@/api/events';
import { cn } from '@/lib/cn';
import { dollars, duration, sentence } from '@/lib/format';
import { Bar } from '@/ui/bar';
import { Dot, toneOf } from '@/ui/dot';
import { StepTasks } from './step-tasks';

interface StepsProps {
  pipeline: Pipeline;
  live: Live;
  /** The step that is open. */
  open: string | undefined;
  onOpen: (step: string | undefined) => void;
}

/** The steps in the order they run; one at a time is open, with its tasks and settings. */
export function Steps({ pipeline, live, open, onOpen }: StepsProps) {
  return (
    <ol className="flex flex-col gap-2">
      {pipeline.steps.map((step) => {
        const shown = step.id === open;
        return (
          <li key={step.id} className="overflow-hidden rounded-media border border-line bg-panel">
            <h3>
              <button
                type="button"
                aria-expanded={shown}
                onClick={() => onOpen(shown ? undefined : step.id)}
                className="grid w-full grid-cols-[auto_auto_1fr_auto] items-center gap-x-3 gap-y-1.5 px-3 py-3 text-left transition-colors hover:bg-raised sm:grid-cols-[auto_auto_1fr_12rem_6rem_6rem]"
              >
                <ChevronRight
                  className={cn('size-4 text-muted transition-transform', shown && 'rotate-90')}
                  aria-hidden
                />
                <Dot tone={toneOf(step.status)} />
                <span className="min-w-0">
                  <span className="block truncate font-[600]">{sentence(step.id)}</span>
                  <span className="block truncate text-[13px] font-[450] text-muted">{inWords(step)}</span>
                </span>
                <span className="max-sm:hidden">
                  {step.status !== 'completed' && (
                    <Bar value={step.progress} tone={barTone(step)} label={`${sentence(step.id)}, done`} />
                  )}
                </span>
                <span className="text-right text-[13px] tabular">
                  {step.tasks_done}/{step.tasks}
                </span>
                <span className="text-right text-[13px] font-[450] text-muted tabular max-sm:hidden">
                  {step.cost_actual > 0 ? dollars(step.cost_actual / 1e6) : took(step)}
                </span>
              </button>
            </h3>
            {shown && <StepTasks id={pipeline.id} step={step} live={live} />}
          </li>
        );
      })}
    </ol>
  );
}

const barTone = ({ status }: Step) => {
  const tone = toneOf(status);
  return tone === 'idle' ? 'running' : tone;
};

const took = ({ work_ms: ms }: Step): string => (ms > 0 ? duration(ms / 1000) : '');

function inWords(step: Step): string {
  if (step.error) return step.error.message;
  const { provider, model, tasks_reused: reused, tasks_running: running, tasks_in_review: review } = step;
  const notes = [
    model === provider ? provider : `${model} · ${provider}`,
    running > 0 && `${running} at work`,
    review > 0 && `${review} to review`,
    reused > 0 && `${reused} reused`,
    step.tasks_failed > 0 && `${step.tasks_failed} failed`,
    step.tasks_skipped > 0 && `${step.tasks_skipped} left out`,
  ];
  return notes.filter(Boolean).join(' · ');
}
