import type { Lane } from '#pipeline';
import { LANES } from '#pipeline';

/** Work that waits in one lane of a queue. */
export interface Waiting {
  tasks: number;
  /** Milliseconds the one at its head has waited. */
  oldestMs: number;
}

/** A queue as a card sees it that looks for work. */
export interface CardQueue {
  name: string;
  /** The models its work needs; work without loads nothing that counts. */
  family?: string | undefined;
  waiting: Record<Lane, Waiting>;
  /** Other cards that have the family loaded. */
  holders: number;
  /** Milliseconds its work has waited with no card at it; 0 while there is one. */
  unservedMs: number;
  /** Whether this card may take from it: not paused, and it fits. */
  open: boolean;
  /** What one task takes, and loading the family before it. */
  stepMs: number;
  swapMs: number;
}

/** What a card has. */
export interface CardState {
  /** The queue it takes from. */
  queue?: string | undefined;
  /** The family it has loaded. */
  family?: string | undefined;
}

export interface CardPolicy {
  /** Milliseconds after which work that no card is at gets one, whatever that card has to do. */
  capMs: number;
}

/**
 * Which queue a card takes from next; undefined when nothing is worth a change. In this order:
 *
 * 1. Work that no card was at for the age cap; where another card is at this card's queue too, after half of it.
 * 2. Interactive work, then background work. In each: what needs nothing loaded, the oldest first, so a card keeps to
 *    its family; then the family with the most pressure, where that is worth loading it.
 */
export function chooseQueue(card: CardState, queues: readonly CardQueue[], policy: CardPolicy): string | undefined {
  const open = queues.filter((queue) => queue.open);
  const own = queues.find(({ name }) => name === card.queue);
  const patience = own && own.family !== undefined && own.holders > 0 ? policy.capMs / 2 : policy.capMs;
  const starved = most(open, ({ unservedMs }) => (unservedMs >= patience ? unservedMs : 0));
  if (starved) return starved.name;
  // What only this card has will have to be loaded again.
  const isOnly = queues.some(({ family, holders }) => family !== undefined && family === card.family && holders === 0);
  const loads = isOnly ? 2 : 1;
  for (const lane of LANES) {
    const loaded = open.filter(({ family }) => family === undefined || family === card.family);
    const next =
      most(loaded, ({ waiting }) => (waiting[lane].tasks > 0 ? 1 + waiting[lane].oldestMs : 0)) ??
      most(open, (queue) => (isWorthSwap(queue, lane, loads) ? pressure(queue, lane) : 0));
    if (next) return next.name;
  }
  return undefined;
}

/** Where other cards have the family, so many loads take less than waiting for them. */
function isWorthSwap({ waiting, holders, stepMs, swapMs }: CardQueue, lane: Lane, loads: number): boolean {
  const { tasks } = waiting[lane];
  return tasks > 0 && (holders === 0 || (tasks * stepMs) / holders > loads * swapMs);
}

/** How urgently another card is needed: work and age, shared among those that are at it already. */
function pressure({ waiting, holders, stepMs }: CardQueue, lane: Lane): number {
  const { tasks, oldestMs } = waiting[lane];
  return (tasks * stepMs + oldestMs) / (1 + holders);
}

/** The one with the highest score above 0, the first of equals. */
function most(queues: readonly CardQueue[], score: (queue: CardQueue) => number): CardQueue | undefined {
  let [best, highest]: [CardQueue | undefined, number] = [undefined, 0];
  for (const queue of queues) if (score(queue) > highest) [best, highest] = [queue, score(queue)];
  return best;
}
