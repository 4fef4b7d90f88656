import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { plural } from '@/lib/format';
import { Button } from '@/ui/button';
import { Dot } from '@/ui/dot';
import type { Tone } from '@/ui/dot';
import { toastError } from '@/ui/toasts';
import { Part } from './part';
import { queueQuery } from './queries';

type State = Schemas['QueueStateDto'];

const NAMES: Record<string, string> = { gpu: 'Cards', cpu: 'Processors', remote: 'Providers on the net' };

export function Queues() {
  const queue = useQuery(queueQuery);
  return (
    <Part
      title="Queues"
      text="By what does the work. A paused queue begins nothing more, also after a restart; what runs may finish."
      query={queue}
    >
      {({ queues }) => (
        <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-1">
          {queues.map((state) => (
            <li key={state.name}>
              <QueueCard state={state} />
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

function look({ paused, workers, running, waiting, in_flight }: State): { tone: Tone; words: string } {
  if (paused) return { tone: 'review', words: 'Paused' };
  if (workers === 0)
    return waiting + in_flight > 0
      ? { tone: 'failed', words: 'Nobody serves it' }
      : { tone: 'idle', words: 'No worker' };
  return running > 0 ? { tone: 'running', words: 'Working' } : { tone: 'done', words: 'Open' };
}

function QueueCard({ state }: { state: State }) {
  const { name, pool, paused, workers, slots, running, in_flight, waiting, retrying } = state;
  const title = name === pool ? (NAMES[name] ?? name) : `Cards with ${name.slice(pool.length + 1)}`;
  const { tone, words } = look(state);
  const queries = useQueryClient();
  const set = useMutation({
    mutationFn: async (pause: boolean) => {
      const params = { params: { path: { name } } };
      return dataOf(
        await (pause ? client.POST('/queue/{name}/pause', params) : client.POST('/queue/{name}/resume', params)),
      );
    },
    onSuccess: (now) => queries.setQueryData(queueQuery.queryKey, now),
    onError: (error) => toastError(`The queue was not ${paused ? 'resumed' : 'paused'}`, error),
  });
  const wait = waiting + Math.max(0, in_flight - running);
  return (
    <div className="flex h-full flex-col gap-2 rounded-media border border-line bg-panel p-4">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h3 className="truncate font-[600]">{title}</h3>
          <p className="flex items-center gap-2 text-[13px] text-muted">
            <Dot tone={tone} />
            {words}
          </p>
        </div>
        <Button size="small" disabled={set.isPending} onClick={() => set.mutate(!paused)}>
          {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
          {paused ? 'Resume' : 'Pause'}
          <span className="sr-only"> {title}</span>
        </Button>
      </div>
      <p className="text-[13px] text-muted tabular">
        {running + wait + retrying === 0
          ? 'Nothing runs or waits'
          : `${plural(running, 'task')} ${running === 1 ? 'runs' : 'run'} · ${wait} ${wait === 1 ? 'waits' : 'wait'}`}
        {retrying > 0 && ` · ${retrying} tried again later`}
      </p>
      <p className="text-[13px] text-muted tabular">
        {workers === 0
          ? name === pool
            ? 'No worker serves it'
            : 'No card has these models loaded now'
          : `${plural(workers, 'worker')}, ${slots === 1 ? 'one task' : `${slots} tasks`} at a time`}
      </p>
    </div>
  );
}
