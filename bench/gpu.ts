import { setTimeout } from 'node:timers/promises';
import type { PipelineDefinition, Select } from '#pipeline';
import { selectToy, startRedis, startToyEngine } from '#testing';
import { round } from './stats.js';
import type { Figure, Suite } from './suite.js';

/** Everything is that much faster than on real cards. */
const SCALE = 100;
const STEP_SEC = 8;
const SWAP_SEC = 25;
const CAP_SEC = 300;
const scaled = (seconds: number) => (seconds * 1000) / SCALE;
const real = (ms: number) => (ms * SCALE) / 1000;

const FAMILIES = ['sdxl', 'flux', 'ltx', 'wan2.2-5b', 'wan2.2-14b'];
const CARDS = ['gpu0', 'gpu1', 'gpu2', 'gpu3'];
const JOBS = 800;
/** Of what the cards could do if they never loaded anything. */
const LOADS = [0.5, 0.7];
const MOST_TASKS = 8;
/** Of the cap: the card that turns finishes its task first, and may have been loading before it. */
const MOST_ALONE = 1.2;

/** A pipeline that comes at some time, seconds on real cards. */
interface Order {
  at: number;
  family: string;
  tasks: number;
}

interface Outcome {
  swaps: number;
  /** From the order of a task to the begin of its own work, seconds on real cards. */
  waits: number[];
  /** The longest that work of a family waited with no card at it. */
  longestAlone: number;
}

/** Orders of one to eight tasks of any family, at random times at a steady rate. */
function ordersAt(load: number): Order[] {
  const random = randomFrom(42);
  const perSecond = (load * CARDS.length) / STEP_SEC;
  const orders: Order[] = [];
  for (let jobs = 0, at = 0; jobs < JOBS;) {
    const tasks = Math.min(JOBS - jobs, 1 + Math.floor(random() * MOST_TASKS));
    orders.push({ at, family: FAMILIES[Math.floor(random() * FAMILIES.length)]!, tasks });
    at += (-Math.log(1 - random()) * tasks) / perSecond;
    jobs += tasks;
  }
  return orders;
}

/** mulberry32 */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What each card has loaded, and what of each family waits. */
class Floor {
  readonly outcome: Outcome = { swaps: 0, waits: [], longestAlone: 0 };
  readonly #loaded = new Map<string, string>();
  readonly #left = new Map<string, number>();
  readonly #ordered = new Map<string, { at: number; family: string; tasks: number }>();

  order(id: string, family: string, tasks: number): void {
    this.#ordered.set(id, { at: performance.now(), family, tasks });
  }

  /** Returns whether the card has to load the family. */
  turn(card: string, family: string): boolean {
    const before = this.#loaded.get(card);
    if (before === family) return false;
    const now = performance.now();
    const waiting = [...this.#ordered.values()].filter((order) => order.family === family && order.tasks > 0);
    if (![...this.#loaded.values()].includes(family)) {
      const since = Math.max(this.#left.get(family) ?? 0, Math.min(...waiting.map(({ at }) => at)));
      this.outcome.longestAlone = Math.max(this.outcome.longestAlone, real(now - since));
    }
    this.#loaded.set(card, family);
    if (before !== undefined && ![...this.#loaded.values()].includes(before)) this.#left.set(before, now);
    this.outcome.swaps += 1;
    return true;
  }

  begin(id: string): void {
    const order = this.#ordered.get(id)!;
    order.tasks -= 1;
    this.outcome.waits.push(real(performance.now() - order.at));
  }
}

/** With families each has a queue; without, the same cards take from one queue what comes. */
async function serve(redisUrl: string, orders: readonly Order[], byFamily: boolean): Promise<Outcome> {
  const floor = new Floor();
  const select: Select = (step, type, config) => {
    const selection = selectToy(step, type, config);
    if (typeof selection === 'string') return selection;
    return { ...selection, model: step.model!, ...(byFamily && { family: step.model! }) };
  };
  const toy = await startToyEngine({
    ...{ redisUrl, select },
    cards: CARDS.map((card) => ({ card, capMs: scaled(CAP_SEC) })),
    execute: async ({ step, pipelineId, signal }, card = '') => {
      if (floor.turn(card, step.selection.model)) await setTimeout(scaled(SWAP_SEC), undefined, { signal });
      floor.begin(pipelineId);
      await setTimeout(scaled(STEP_SEC), undefined, { signal });
      return { outputs: { text: '' } };
    },
  });
  const begun = performance.now();
  const finished: Promise<unknown>[] = [];
  for (const { at, family, tasks } of orders) {
    await setTimeout(Math.max(0, (at * 1000) / SCALE - (performance.now() - begun)));
    const { id } = await toy.engine.create(
      pipelineOf(family, tasks),
      {},
      { seed: 1, options: { lane: 'interactive' } },
    );
    floor.order(id, family, tasks);
    await toy.engine.start(id);
    finished.push(toy.engine.finished(id));
  }
  await Promise.all(finished);
  await toy.close();
  return floor.outcome;
}

const pipelineOf = (family: string, count: number): PipelineDefinition => ({
  ...{ name: family, description: '', inputs: {}, outputs: [] },
  steps: [{ id: 'draw', type: 'draw', model: family, config: {}, count }],
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function compare(redisUrl: string, load: number, log: (line: string) => void): Promise<Figure[]> {
  const orders = ordersAt(load);
  const fifo = await serve(redisUrl, orders, false);
  const families = await serve(redisUrl, orders, true);
  const percent = Math.round(load * 100);
  log(`${percent} %: ${families.swaps} swaps, FIFO ${fifo.swaps}; ${Math.round(mean(families.waits))} s mean wait`);
  const fewer = round(fifo.swaps / families.swaps, 2);
  return [
    {
      key: `swaps_fewer_${percent}`,
      value: fewer,
      unit: '×',
      what: `fewer model swaps than FIFO at ${percent} % load (${families.swaps} and ${fifo.swaps} of ${JOBS} tasks)`,
      target: '≥ 4',
      ok: fewer >= 4,
    },
    {
      key: `wait_shorter_${percent}`,
      value: round(mean(fifo.waits) / mean(families.waits), 2),
      unit: '×',
      what: `shorter mean wait (${Math.round(mean(families.waits))} s and ${Math.round(mean(fifo.waits))} s, as on real cards)`,
    },
    {
      key: `longest_alone_${percent}`,
      value: round(families.longestAlone / CAP_SEC, 2),
      unit: '×',
      what: 'of the age cap: the longest that work waited with no card at its family, until one turned',
      target: `≤ ${MOST_ALONE}`,
      ok: families.longestAlone <= MOST_ALONE * CAP_SEC,
    },
    {
      key: `longest_wait_${percent}`,
      value: round(Math.max(...families.waits) / CAP_SEC, 2),
      unit: '×',
      what: `of the age cap: the longest wait of a task (FIFO: ${round(Math.max(...fifo.waits) / CAP_SEC, 2)})`,
      target: '≤ 1',
      ok: Math.max(...families.waits) <= CAP_SEC,
    },
  ];
}

export const gpu: Suite = {
  name: 'gpu',
  what: `${FAMILIES.length} model families on ${CARDS.length} cards that load one in ${SWAP_SEC} s and work ${STEP_SEC} s, ${SCALE} times as fast, beside cards that take what comes`,
  async run(log) {
    const redis = await startRedis();
    try {
      const figures: Figure[] = [];
      for (const load of LOADS) figures.push(...(await compare(redis.url, load, log)));
      return figures;
    } finally {
      await redis.stop();
    }
  },
};
