import type { Schemas } from '@/api/client';

export type Queued = Schemas['QueuedPipelineDto'];
export type Move = Schemas['MoveInQueueDto'];

/** Where pipelines wait, in the order they are served. Turns are shared in the two in the middle. */
export const LANES = ['first', 'interactive', 'background', 'last'] as const;
export type LaneName = (typeof LANES)[number];
/** Those in which somebody decides about the order. */
const isOrdered = (lane: LaneName): lane is 'first' | 'last' => lane === 'first' || lane === 'last';

export type Lanes = Record<LaneName, Queued[]>;

export interface Place {
  lane: LaneName;
  /** Among the others of the lane. */
  index: number;
}

export const laneOf = ({ place, lane }: Queued): LaneName => place ?? lane;

/** Pipelines by lane, in the order in which they are served. Pure. */
export function lanesOf(pipelines: readonly Queued[]): Lanes {
  const of = (name: LaneName) => {
    const inLane = pipelines.filter((pipeline) => laneOf(pipeline) === name);
    // Those whose tasks are all next come before the others in the list, wherever they were put.
    return isOrdered(name) ? inLane.toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0)) : inLane;
  };
  return { first: of('first'), interactive: of('interactive'), background: of('background'), last: of('last') };
}

/** One step up or down: within an ordered lane, else to the next lane. Undefined where there is no further. Pure. */
export function nudged(lanes: Lanes, id: string, by: -1 | 1): Place | undefined {
  const from = LANES.find((name) => lanes[name].some((pipeline) => pipeline.id === id));
  if (from === undefined) return undefined;
  const index = lanes[from].findIndex((pipeline) => pipeline.id === id) + by;
  if (isOrdered(from) && index >= 0 && index < lanes[from].length) return { lane: from, index };
  const lane = LANES[LANES.indexOf(from) + by];
  if (lane === undefined) return undefined;
  return { lane, index: by < 0 ? lanes[lane].length : 0 };
}

/** The lanes after a move. Pure. */
export function moved(lanes: Lanes, id: string, { lane, index }: Place): Lanes {
  const subject = LANES.flatMap((name) => lanes[name]).find((pipeline) => pipeline.id === id);
  if (!subject) return lanes;
  const { place: _, rank: __, ...rest } = subject;
  const there: Queued = isOrdered(lane) ? { ...rest, place: lane } : { ...rest, lane };
  const without = (name: LaneName) => lanes[name].filter((pipeline) => pipeline.id !== id);
  const after = { first: without('first'), interactive: without('interactive') };
  const all: Lanes = { ...after, background: without('background'), last: without('last') };
  const inLane = all[lane].toSpliced(index, 0, there);
  return { ...all, [lane]: isOrdered(lane) ? inLane.map((one, rank) => ({ ...one, rank })) : inLane };
}

/** What is asked of the gateway for a move, in this order. Pure. */
export function requestsFor(lanes: Lanes, id: string, { lane, index }: Place): Move[] {
  if (!isOrdered(lane)) return [{ pipeline_id: id, lane }];
  const others = lanes[lane].filter((pipeline) => pipeline.id !== id);
  const next = others[index];
  if (next)
    return index === 0 && lane === 'first' ? [{ pipeline_id: id, to: lane }] : [{ pipeline_id: id, before: next.id }];
  const last = others.at(-1);
  if (lane === 'last' || !last) return [{ pipeline_id: id, to: lane }];
  // The latest that is put first stands foremost: the others before it are put before it again.
  return [
    { pipeline_id: id, before: last.id },
    { pipeline_id: last.id, before: id },
  ];
}
