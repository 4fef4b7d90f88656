import fc from 'fast-check';
import type { CardQueue, CardState } from './choice.js';
import { chooseQueue } from './choice.js';

const NONE = { tasks: 0, oldestMs: 0 };
const policy = { capMs: 300_000 };

interface Parts extends Partial<Omit<CardQueue, 'waiting'>> {
  /** Tasks that wait, and milliseconds their head has waited. */
  interactive?: [tasks: number, oldestMs: number];
  background?: [tasks: number, oldestMs: number];
}

function queue(name: string, { interactive, background, ...rest }: Parts = {}): CardQueue {
  const waiting = (of: [number, number] | undefined) => (of ? { tasks: of[0], oldestMs: of[1] } : NONE);
  return {
    ...{ name, family: name, holders: 0, unservedMs: 0, open: true, stepMs: 8_000, swapMs: 25_000 },
    waiting: { interactive: waiting(interactive), background: waiting(background) },
    ...rest,
  };
}
const choose = (card: CardState, ...queues: CardQueue[]) => chooseQueue(card, queues, policy);
const onA: CardState = { queue: 'a', family: 'a' };

describe('a card', () => {
  it('stays where it is while there is nothing to do', () => {
    expect(choose(onA, queue('a'), queue('b'))).toBeUndefined();
  });

  it('keeps to its family while there is work, whatever waits elsewhere', () => {
    const own = queue('a', { interactive: [1, 0] });
    expect(choose(onA, own, queue('b', { interactive: [500, 200_000], unservedMs: 200_000 }))).toBe('a');
  });

  it('turns to a family that no card has when its own work is done', () => {
    expect(choose(onA, queue('a'), queue('b', { interactive: [1, 0] }))).toBe('b');
  });

  it('joins another card only where there is more to do than loading takes', () => {
    const own = queue('a', { holders: 1 });
    expect(choose(onA, own, queue('b', { interactive: [3, 0], holders: 1 }))).toBeUndefined();
    expect(choose(onA, own, queue('b', { interactive: [4, 0], holders: 1 }))).toBe('b');
    expect(choose(onA, own, queue('b', { interactive: [4, 0], holders: 2 }))).toBeUndefined();
  });

  it('takes into account that what only it has will have to be loaded again', () => {
    expect(choose(onA, queue('a'), queue('b', { interactive: [6, 0], holders: 1 }))).toBeUndefined();
    expect(choose(onA, queue('a'), queue('b', { interactive: [7, 0], holders: 1 }))).toBe('b');
  });

  it('goes where the pressure is: work and age, shared by the cards that are there', () => {
    const b = queue('b', { interactive: [10, 0], holders: 1 });
    const c = queue('c', { interactive: [6, 0] });
    expect(choose(onA, b, c)).toBe('c');
    expect(choose(onA, { ...b, holders: 0 }, c)).toBe('b');
    expect(choose(onA, { ...b, holders: 0 }, queue('c', { interactive: [6, 60_000] }))).toBe('c');
  });

  it('serves what no card was at for the age cap, the longest first', () => {
    const own = queue('a', { interactive: [50, 0] });
    const b = queue('b', { background: [1, 300_000], unservedMs: 300_000 });
    expect(choose(onA, own, { ...b, unservedMs: 299_999 })).toBe('a');
    expect(choose(onA, own, b, queue('c', { background: [1, 300_001], unservedMs: 300_001 }))).toBe('c');
  });

  it('gives way earlier where another card has its family too', () => {
    const b = queue('b', { interactive: [1, 150_000], unservedMs: 150_000 });
    expect(choose(onA, queue('a', { interactive: [50, 0] }), b)).toBe('a');
    expect(choose(onA, queue('a', { interactive: [50, 0], holders: 1 }), b)).toBe('b');
  });

  it('leaves background work for interactive work of another family', () => {
    const own = queue('a', { background: [10_000, 100_000] });
    expect(choose(onA, own, queue('b', { interactive: [1, 0] }))).toBe('b');
    expect(choose(onA, own, queue('b', { background: [500, 200_000] }))).toBe('a');
  });

  it('does what needs nothing loaded in between, by age', () => {
    const light = queue('gpu', { family: undefined, interactive: [1, 2_000] });
    expect(choose(onA, queue('a', { interactive: [5, 3_000] }), light)).toBe('a');
    expect(choose(onA, queue('a', { interactive: [5, 1_000] }), light)).toBe('gpu');
    expect(choose({ queue: 'gpu', family: 'a' }, queue('a', { interactive: [5, 0] }), light)).toBe('gpu');
  });

  it('takes nothing that is paused or does not fit', () => {
    const b = queue('b', { interactive: [5, 900_000], unservedMs: 900_000, open: false });
    expect(choose(onA, queue('a'), b)).toBeUndefined();
  });
});

const STEP = 8;
const SWAP = 25;

/** Cards and families in simulated seconds, with the choice as it is. */
class Simulation {
  readonly waiting = new Map<string, number[]>();
  readonly left = new Map<string, number>();
  readonly cards: { queue?: string; busyUntil: number }[];
  now = 0;
  swaps = 0;
  /** From the coming of each task to the begin of its own work. */
  readonly waits: number[] = [];
  /** How long any family waited with no card at it. */
  longestUnserved = 0;
  /** A card left its family while there was work that nobody else had waited the cap for. */
  disloyal = 0;

  constructor(
    families: readonly string[],
    cards: number,
    private readonly capSec: number,
  ) {
    for (const family of families) this.waiting.set(family, []);
    this.cards = Array.from({ length: cards }, () => ({ busyUntil: 0 }));
  }

  get pending(): number {
    return [...this.waiting.values()].reduce((sum, list) => sum + list.length, 0);
  }

  #unserved(family: string): number {
    const [oldest] = this.waiting.get(family)!;
    if (oldest === undefined || this.cards.some((card) => card.queue === family)) return 0;
    return Math.min(this.now - oldest, this.now - (this.left.get(family) ?? 0));
  }

  /** Every card that is free looks; then a second passes. */
  tick(): void {
    for (const card of this.cards.filter(({ busyUntil }) => busyUntil <= this.now)) this.#turn(card);
    for (const family of this.waiting.keys())
      this.longestUnserved = Math.max(this.longestUnserved, this.#unserved(family));
    this.now += 1;
  }

  #turn(card: Simulation['cards'][number]): void {
    const queues = [...this.waiting].map(([name, list]) =>
      queue(name, {
        interactive: [list.length, list.length > 0 ? (this.now - list[0]!) * 1000 : 0],
        holders: this.cards.filter((other) => other !== card && other.queue === name).length,
        unservedMs: this.#unserved(name) * 1000,
      }),
    );
    const state = card.queue === undefined ? {} : { queue: card.queue, family: card.queue };
    const next = chooseQueue(state, queues, { capMs: this.capSec * 1000 });
    if (next === undefined) return;
    const swap = next === card.queue ? 0 : SWAP;
    if (swap > 0) {
      const own = card.queue === undefined ? 0 : this.waiting.get(card.queue)!.length;
      if (own > 0 && this.#unserved(next) < this.capSec / 2) this.disloyal += 1;
      if (card.queue !== undefined) this.left.set(card.queue, this.now);
      card.queue = next;
      this.swaps += 1;
    }
    const came = this.waiting.get(next)!.shift();
    if (came === undefined) return;
    this.waits.push(this.now + swap - came);
    card.busyUntil = this.now + swap + STEP;
  }
}

describe('cards together', () => {
  it('keep to their families, starve nobody past the cap, and finish, whatever comes', () => {
    const arrivals = fc.array(
      fc.record({ at: fc.nat(1500), family: fc.nat(6), tasks: fc.integer({ min: 1, max: 20 }) }),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 2, max: 7 }),
        fc.integer({ min: 60, max: 400 }),
        arrivals,
        (cards, families, capSec, all) => {
          const names = Array.from({ length: families }, (_, index) => `f${index}`);
          const simulation = new Simulation(names, cards, capSec);
          for (let second = 0; second <= 1500 || simulation.pending > 0; second++) {
            for (const { at, family, tasks } of all)
              if (at === second)
                simulation.waiting.get(names[family % families]!)!.push(...Array<number>(tasks).fill(second));
            simulation.tick();
            if (second > 60_000) throw new Error('it does not end');
          }
          expect(simulation.disloyal).toBe(0);
          // Each card yields when its task ends; several families may come due at once.
          const turns = Math.ceil(families / cards) + 1;
          expect(simulation.longestUnserved).toBeLessThanOrEqual(capSec + turns * (SWAP + STEP + 1));
        },
      ),
      { numRuns: 100, seed: 7 },
    );
  });

  // A card that takes what comes swaps for four of five tasks, and cannot keep up.
  it.each([
    [0.5, 3_000 / 6, 60],
    [0.7, 3_000 / 8, 90],
  ])('at %f of what they could do load rarely, and keep nobody waiting for the cap', (load, swaps, meanWait) => {
    const random = fc.sample(fc.integer({ min: 0, max: 9_999 }), { numRuns: 9_000, seed: 42 }).map((n) => n / 10_000);
    const simulation = new Simulation(['a', 'b', 'c', 'd', 'e'], 4, 300);
    const families = [...simulation.waiting.values()];
    for (let jobs = 0, at = 0; jobs < 3_000;) {
      while (simulation.now < at) simulation.tick();
      const tasks = Math.min(3_000 - jobs, 1 + Math.floor(random.pop()! * 8));
      families[Math.floor(random.pop()! * families.length)]!.push(...Array<number>(tasks).fill(simulation.now));
      at += (-Math.log(1 - random.pop()!) * tasks * STEP) / (load * 4);
      jobs += tasks;
    }
    while (simulation.pending > 0) simulation.tick();
    expect(simulation.waits).toHaveLength(3_000);
    expect(Math.max(...simulation.waits)).toBeLessThan(300);
    expect(simulation.swaps).toBeLessThan(swaps);
    expect(simulation.waits.reduce((sum, wait) => sum + wait, 0) / 3_000).toBeLessThan(meanWait);
  });

  it('do not swap to and fro where more waits than they can do', () => {
    const simulation = new Simulation(['a', 'b', 'c'], 2, 300);
    for (const list of simulation.waiting.values()) list.push(...Array<number>(1_000).fill(0));
    while (simulation.now < 3_000) simulation.tick();
    // One family is without a card at any time, for 300 s each.
    expect(simulation.swaps).toBeLessThanOrEqual(2 + 3_000 / 300);
    expect(simulation.swaps).toBeGreaterThan(5);
  });
});
