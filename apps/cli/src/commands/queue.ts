import type { Context } from '../context.js';
import { usageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { Queue } from '../gateway/api.js';
import { laneOf } from '../request/lane.js';
import { table } from '../text/table.js';
import { oneLine } from '../text/width.js';

interface QueueFlags {
  first?: boolean;
  last?: boolean;
  lane?: string;
}

const MOST_LISTED = 50;

export async function queue(context: Context, args: readonly string[], flags: QueueFlags): Promise<number> {
  const [action, what] = args;
  const body = action === 'move' ? moveRequest(what, flags) : undefined;
  if (action !== undefined && !['pause', 'resume', 'move'].includes(action))
    throw usageError(
      `A queue can’t "${action}".`,
      'Choose one: reelwright queue, queue pause, queue resume, queue move.',
    );
  if ((action === 'pause' || action === 'resume') && what === undefined)
    throw usageError(`Which queue should ${action}?`, `Name it, such as: reelwright queue ${action} gpu`);
  return context.withGateway(async ({ api }) => {
    const found = body
      ? await api.moveInQueue(body)
      : action === 'pause'
        ? await api.pauseQueue(what!)
        : action === 'resume'
          ? await api.resumeQueue(what!)
          : await api.queue(MOST_LISTED);
    context.terminal.result(queueLines(found), found);
    return EXIT.ok;
  });
}

function moveRequest(id: string | undefined, { first, last, lane: wanted }: QueueFlags) {
  const lane = laneOf(wanted === undefined ? {} : { lane: wanted });
  const to = first ? 'first' : last ? 'last' : undefined;
  if (id === undefined)
    throw usageError('Which pipeline should move?', 'Name it: reelwright queue move <pipeline> --first');
  if ((first && last) || (!to && !lane))
    throw usageError('Where should it move?', 'Say one of --first, --last and --lane <lane>.');
  return { pipeline_id: id, ...(to && ({ to } as const)), ...(lane && { lane }) };
}

/** The queues, and what is served in which order. Pure. */
export function queueLines({ queues, pipelines, total }: Queue): string[] {
  const states = queues.map(({ name, pool, paused, workers, slots, running, in_flight, waiting, retrying }) => [
    name,
    paused ? 'paused' : workers > 0 ? 'open' : name === pool ? 'no worker' : 'no card',
    ...[workers, slots, running, in_flight, waiting, retrying].map(String),
  ]);
  const head = ['queue', 'state', 'workers', 'slots', 'running', 'in flight', 'waiting', 'later'];
  if (pipelines.length === 0) return [...table([head, ...states]), '', 'No pipeline runs.'];
  const rows = pipelines.map(({ id, position, lane, place, owner, ready, running, name }) => [
    position === undefined ? '' : String(position),
    id,
    place ?? lane,
    owner,
    String(running),
    String(ready),
    oneLine(name),
  ]);
  const more = total > pipelines.length ? [`… and ${total - pipelines.length} more`] : [];
  return [
    ...table([head, ...states]),
    '',
    ...table([['turn', 'pipeline', 'lane', 'owner', 'running', 'ready', 'name'], ...rows]),
    ...more,
  ];
}
