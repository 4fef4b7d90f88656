import type { Lane } from '#pipeline';
import type { Queues } from '../queues.js';
import { poolOf } from '../queues.js';
import type { FamilyQueue } from '../queues.js';
import type { Scripts } from '../scripts.js';
import type { CardQueue, Waiting } from './choice.js';
import type { Paces } from './pace.js';
import type { CardRecord, CardRoll } from './roll.js';

/** Everything a card has to know to choose. */
export interface CardView {
  queues: CardQueue[];
  /** What `turn` wants to see. */
  turns: string;
}

/** Looks at the queues with a card's eyes. */
export class Demand {
  constructor(
    private readonly queues: Queues,
    private readonly scripts: Scripts,
    private readonly roll: CardRoll,
    private readonly paces: Paces,
    /** After so long work that fits no card is taken none the less, to fail: a larger one may just be restarting. */
    private readonly hopelessMs: number,
  ) {}

  async look(name: string, own: CardRecord): Promise<CardView> {
    // First: whoever turns while the rest is read makes this view too old to act on.
    const turns = await this.roll.turns();
    const [families, names, cards, left] = await Promise.all([
      this.queues.families(),
      this.queues.taskQueues().then((all) => all.filter((queue) => poolOf(queue) === 'gpu')),
      this.roll.alive(),
      this.roll.left(),
    ]);
    cards.set(name, own);
    const [waiting, paces, paused] = await Promise.all([
      this.#waiting(names),
      this.paces.of(names),
      Promise.all(names.map((queue) => this.queues.of(queue).isPaused())),
    ]);
    const isPoolPaused = paused[names.indexOf('gpu')] ?? false;
    const queues = names.map((queue, at): CardQueue => {
      const { family, vramGb } = families.get(queue) ?? ({} as Partial<FamilyQueue>);
      const others = [...cards].filter(([other]) => other !== name).map(([, record]) => record);
      const unservedMs = [own, ...others].some((record) => record.queue === queue)
        ? 0
        : unserved(waiting[at]!, left[queue]);
      const isHopeless =
        (unservedMs >= this.hopelessMs || own.queue === queue) &&
        ![own, ...others].some((record) => fits(record, vramGb));
      return {
        name: queue,
        family,
        waiting: waiting[at]!,
        holders: others.filter((record) => family !== undefined && record.family === family && fits(record, vramGb))
          .length,
        unservedMs,
        open: !isPoolPaused && !paused[at] && (fits(own, vramGb) || isHopeless),
        ...paces[at]!,
      };
    });
    return { queues, turns };
  }

  /** In outboxes, and given to BullMQ. */
  async #waiting(names: readonly string[]): Promise<Record<Lane, Waiting>[]> {
    const outboxes = await this.scripts.run<[number, number][]>('demand', ...names);
    return Promise.all(
      names.map(async (name, at) => {
        const [interactive, background] = outboxes[at]!;
        const { waiting = 0, prioritized = 0 } = await this.queues.of(name).getJobCounts('waiting', 'prioritized');
        const [turn, behind] = await Promise.all([
          waiting > 0 ? this.#oldest(name, 'waiting') : 0,
          prioritized > 0 ? this.#oldest(name, 'prioritized') : 0,
        ]);
        return {
          interactive: { tasks: interactive + waiting, oldestMs: turn },
          background: { tasks: background + prioritized, oldestMs: behind },
        };
      }),
    );
  }

  async #oldest(name: string, state: 'waiting' | 'prioritized'): Promise<number> {
    const [job] = await this.queues.of(name).getJobs([state], 0, 0, true);
    return job ? Math.max(0, Date.now() - job.timestamp) : 0;
  }
}

/** Whether work that needs so much can ever run there; what nobody knows is no obstacle. */
export const fits = ({ vramGb }: CardRecord, needGb: number | undefined): boolean =>
  needGb === undefined || vramGb === undefined || vramGb >= needGb;

/** Since the last card left, or since the oldest of it came. */
function unserved({ interactive, background }: Record<Lane, Waiting>, left: number | undefined): number {
  if (interactive.tasks + background.tasks === 0) return 0;
  const oldest = Math.max(interactive.oldestMs, background.oldestMs);
  return left === undefined ? oldest : Math.min(oldest, Math.max(0, Date.now() - left));
}
