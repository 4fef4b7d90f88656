import { useInfiniteQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import type { Schemas, Step } from '@/api/client';
import type { Live } from '@/api/events';
import { dollars, sentence } from '@/lib/format';
import { thumbnail } from '@/lib/media';
import { placeInWords } from '@/lib/tasks';
import { Button } from '@/ui/button';
import { CopyButton } from '@/ui/code';
import { Dot } from '@/ui/dot';
import type { Tone } from '@/ui/dot';
import { Lightbox } from '@/ui/lightbox';
import { Skeletons } from '@/ui/skeleton';
import { stepQuery } from './queries';
import { useActions } from './use-actions';

type Task = Schemas['TaskDto'];
type StepPage = Schemas['StepDetailDto'];

/** What a step is set to, what feeds it, and its tasks. */
export function StepTasks({ id, step, live }: { id: string; step: Step; live: Live }) {
  const pages = useInfiniteQuery({
    ...stepQuery(id, step.id),
    refetchInterval: step.status === 'running' || step.status === 'review' ? 4_000 : false,
  });
  const [open, setOpen] = useState<string>();
  const first = pages.data?.pages[0];
  const tasks = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const media = tasks.flatMap(({ outputs }) =>
    outputs.map(({ task_id, port, digest, type, mime }) => ({
      ...{ key: `${task_id} ${port} ${digest}`, digest, mime },
      ...{ kind: type, title: task_id },
    })),
  );
  if (!first)
    return (
      <div className="flex flex-col gap-2 border-t border-line p-3">
        <Skeletons count={3} className="h-12" />
      </div>
    );
  return (
    <div className="flex flex-col gap-4 border-t border-line p-3 sm:p-4">
      <Settings step={first} />
      <ul className="flex flex-col divide-y divide-line">
        {tasks.map((task) => (
          <TaskRow
            key={task.id}
            {...{ id, step, task }}
            progress={live.running.get(task.id)?.progress}
            onOpen={(output) => setOpen(`${output.task_id} ${output.port} ${output.digest}`)}
          />
        ))}
      </ul>
      {pages.hasNextPage && (
        <Button size="small" className="self-center" onClick={() => void pages.fetchNextPage()}>
          Show more
        </Button>
      )}
      <Lightbox items={media} open={open} onOpen={setOpen} />
    </div>
  );
}

/** Its settings that say something, and where its inputs come from. */
function Settings({ step: { config, inputs } }: { step: StepPage }) {
  const said = Object.entries(config).filter(([, value]) => value !== '' && value !== null);
  return (
    <div className="grid gap-4 text-[13px] sm:grid-cols-2">
      <dl aria-label="Settings" className="grid grid-cols-[auto_1fr] content-start gap-x-4 gap-y-1">
        {said.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{sentence(name)}</dt>
            <dd className="min-w-0 break-words tabular">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
      {inputs.length > 0 && (
        <dl aria-label="Where its inputs come from" className="grid grid-cols-[auto_1fr] content-start gap-x-4 gap-y-1">
          {inputs.map(({ field, source }) => (
            <div key={`${field} ${source}`} className="contents">
              <dt className="text-muted">{sentence(field)}</dt>
              <dd className="min-w-0 truncate">{source}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

const TONES: Record<string, Tone> = {
  done: 'done',
  running: 'running',
  retrying: 'running',
  failed: 'failed',
  review: 'review',
};
const HOW: Record<string, string> = { cache: 'from the cache', own: 'as before', known: 'unchanged' };

interface TaskRowProps {
  id: string;
  step: Step;
  task: Task;
  /** While it runs, from 0 to 1. */
  progress: number | undefined;
  onOpen: (output: Schemas['OutputDto']) => void;
}

function TaskRow({ id, step, task, progress, onOpen }: TaskRowProps) {
  const { retryStep } = useActions(id);
  const notes = [
    progress === undefined ? sentence(task.status) : `${Math.round(progress * 100)}%`,
    task.how && HOW[task.how],
    task.versions > 0 && `version ${task.versions + 1}`,
    task.failed_attempts > 0 && `${task.failed_attempts} failed tries`,
    task.cost_actual > 0 && dollars(task.cost_actual / 1e6),
  ];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2">
      <Dot tone={TONES[task.status] ?? 'idle'} />
      <span className="w-12 text-[13px] font-[560] tabular">{placeInWords(task.id) || '1'}</span>
      <span className="flex gap-1.5">
        {task.outputs.slice(0, 4).map((output) => (
          <button
            key={`${output.port} ${output.digest}`}
            type="button"
            aria-label={`Open ${output.type} ${output.port} of ${task.id}`}
            onClick={() => onOpen(output)}
            className="h-11 w-16 overflow-hidden rounded-md bg-raised text-[12px] text-muted"
          >
            {output.type === 'text' || output.type === 'json' ? (
              output.type
            ) : (
              <img src={thumbnail(output.digest, 128)} alt="" loading="lazy" className="size-full object-cover" />
            )}
          </button>
        ))}
      </span>
      <span className="min-w-0 flex-1 text-[13px] text-muted tabular">{notes.filter(Boolean).join(' · ')}</span>
      {task.error && (
        <div className="flex w-full flex-wrap items-center gap-2 rounded-control border border-failed/60 p-3">
          <p className="min-w-0 flex-1 basis-60">
            {task.error.message} <span className="text-muted">{task.error.hint}</span>
          </p>
          <CopyButton text={`${task.error.message} (pipeline ${id}, task ${task.id})`} label="Copy" />
          {task.status === 'failed' && (
            <Button size="small" onClick={() => retryStep.mutate({ step: step.id, task: task.id })}>
              <RotateCcw />
              Try again
            </Button>
          )}
        </div>
      )}
    </li>
  );
}
