import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { client, dataOf } from '@/api/client';
import type { Output, Pipeline } from '@/api/client';
import type { Live } from '@/api/events';
import { buttonStyle } from '@/ui/button';
import { Segmented } from '@/ui/segmented';
import { Lightbox } from '@/ui/lightbox';
import { MediaTile } from '@/ui/media-tile';
import type { Media } from '@/ui/media-tile';
import { VirtualGrid } from '@/ui/virtual-grid';
import { Waiting } from './waiting';

type Filter = 'all' | 'image' | 'video' | 'audio';
const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'image', label: 'Images' },
  { value: 'video', label: 'Videos' },
  { value: 'audio', label: 'Sounds' },
] as const;
const SHOWN = new Set(['image', 'video', 'audio']);
/** Places kept for what is still to come, so that nothing moves when it does. */
const MOST_WAITING = 48;
const PAGE = 500;

/** Everything made, those of later steps first. */
export function Results({ pipeline, live }: { pipeline: Pipeline; live: Live }) {
  const [filter, setFilter] = useState<Filter>('all');
  const [open, setOpen] = useState<string>();
  const outputs = useOutputs(pipeline, live);
  const kinds = new Set(outputs.map(({ type }) => type));
  const shown = outputs.filter(({ type }) => filter === 'all' || type === filter);
  const media = shown.map(mediaOf);
  const waiting = filter === 'all' ? waitingTasks(pipeline, live) : [];
  const tasks = pipeline.steps.reduce((sum, step) => sum + step.tasks, 0);
  const options = FILTERS.filter(({ value }) => value === 'all' || kinds.has(value));
  const cells = [
    ...media.map((item) => ({ key: item.key, node: <MediaTile media={item} onOpen={() => setOpen(item.key)} /> })),
    ...waiting.map(({ key, ...rest }) => ({ key, node: <Waiting {...rest} /> })),
  ];
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="text-base font-[640]">Results</h3>
        <span className="text-[13px] text-muted tabular">
          {outputs.length} of {tasks}
        </span>
        <span className="ml-auto flex flex-wrap items-center gap-2">
          {options.length > 2 && <Segmented label="Show" value={filter} options={options} onChange={setFilter} />}
          {outputs.length > 0 && (
            <a
              className={buttonStyle({ size: 'small', kind: 'plain' })}
              href={`/pipelines/${pipeline.id}/outputs.zip`}
              download
            >
              <Download />
              Download ZIP
            </a>
          )}
        </span>
      </div>
      <VirtualGrid cells={cells} />
      <Lightbox items={media} open={open} onOpen={setOpen} />
    </div>
  );
}

function mediaOf({ task_id: task, port, digest, type, mime, facts }: Output): Media {
  const seconds = facts?.durationSec;
  const durationSec = typeof seconds === 'number' ? seconds : undefined;
  return { key: `${task} ${port} ${digest}`, digest, kind: type, mime, title: task, durationSec };
}

/** What was made before this page was opened, a page of each step, and what came since. */
function useOutputs(pipeline: Pipeline, live: Live): Output[] {
  // As text, so that it is the same as long as it says the same.
  const steps = pipeline.steps.map(({ id }) => id).join(' ');
  const { data: earlier } = useQuery({
    queryKey: ['outputs', pipeline.id, pipeline.run],
    queryFn: async () => {
      const pages = await Promise.all(steps.split(' ').map((step) => stepOutputs(pipeline.id, step)));
      return pages.flat();
    },
    staleTime: Infinity,
  });
  return useMemo(() => {
    const byTask = new Map((earlier ?? []).map((output) => [`${output.task_id} ${output.port}`, output]));
    for (const [key, output] of live.outputs) byTask.set(key, output);
    const place = new Map(steps.split(' ').map((id, index) => [id, index]));
    return [...byTask.values()]
      .filter(({ type }) => SHOWN.has(type))
      .sort((a, b) => (place.get(b.step_id) ?? 0) - (place.get(a.step_id) ?? 0));
  }, [earlier, live.outputs, steps]);
}

async function stepOutputs(id: string, step: string): Promise<Output[]> {
  const params = { path: { id, step_id: step }, query: { limit: PAGE } };
  const { items } = dataOf(await client.GET('/pipelines/{id}/steps/{step_id}', { params }));
  return items.flatMap(({ outputs }) => outputs);
}

function waitingTasks({ steps, status }: Pipeline, { running }: Live) {
  if (status !== 'running' && status !== 'pending' && status !== 'paused') return [];
  const working = [...running].map(([key, task]) => ({ key, name: key, ...task }));
  const left = steps.reduce((sum, step) => sum + Math.max(0, step.tasks - step.tasks_done), 0) - working.length;
  const queued = Array.from({ length: Math.max(0, Math.min(left, MOST_WAITING)) }, (_, index) => ({
    key: `queued ${index}`,
  }));
  return [...working, ...queued];
}
