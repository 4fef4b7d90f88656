import { setTimeout as delay } from 'node:timers/promises';
import { type Footprint, footprint, processorSec, processTree } from './processes.js';
import { withStack } from './running-stack.js';
import { round } from './stats.js';
import type { Figure, Suite } from './suite.js';

const TARGET_MB = 500;

export const rest: Suite = {
  name: 'rest',
  what: 'memory of the whole embedded stack with nothing to do, as `reelwright up` starts it',
  run: (log) =>
    withStack(async ({ pid }) => {
      const seconds = await quiet(pid);
      log(`quiet after ${round(seconds)} s`);
      const all = processTree(pid).map(footprint);
      for (const { name, rssMb, pssMb, ownMb } of all)
        log(`${name.padEnd(14)} RSS ${round(rssMb)}  PSS ${round(pssMb)}  its own ${round(ownMb)}`);
      return figures(all);
    }),
};

function figures(all: readonly Footprint[]): Figure[] {
  const perProcess = byName(all).flatMap(([name, those]): Figure[] => [
    { key: `rest_${name}_rss_mb`, value: sum(those, 'rssMb'), unit: 'MB', what: `${name}: resident` },
    { key: `rest_${name}_pss_mb`, value: sum(those, 'pssMb'), unit: 'MB', what: `${name}: shared pages in shares` },
  ]);
  return [
    ...perProcess,
    total(all, 'pss', 'all, each page counted once'),
    total(all, 'rss', 'all, shared pages counted for each process'),
    { key: 'rest_own_mb', value: sum(all, 'ownMb'), unit: 'MB', what: 'all, pages that nobody else has' },
  ];
}

function total(all: readonly Footprint[], measure: 'pss' | 'rss', what: string): Figure {
  const value = sum(all, `${measure}Mb`);
  return {
    ...{ key: `rest_${measure}_mb`, value, unit: 'MB', what },
    ...{ target: `< ${TARGET_MB}`, ok: value < TARGET_MB },
  };
}

const sum = (all: readonly Footprint[], measure: 'rssMb' | 'pssMb' | 'ownMb'): number =>
  round(all.reduce((total, each) => total + each[measure], 0));

/** Several processes may do the same, such as the parts of the keeper. */
function byName(all: readonly Footprint[]): [string, Footprint[]][] {
  const names = [...new Set(all.map(({ name }) => name))];
  return names.map((name) => [name.replaceAll('-', '_'), all.filter((each) => each.name === name)]);
}

const LOOK_MS = 1_000;
const CALM_LOOKS = 3;
const PATIENCE_MS = 60_000;
/** Share of one processor that looking after queues may take. */
const IDLE_SHARE = 0.1;
const STEADY_MB = 2;

/** Waits until processor time and memory have stood still for a few looks; returns the seconds that took. */
async function quiet(pid: number): Promise<number> {
  const begun = performance.now();
  let before = look(pid);
  for (let calm = 0; calm < CALM_LOOKS;) {
    const waited = performance.now() - begun;
    if (waited > PATIENCE_MS) throw new Error('the stack at rest does not come to rest');
    await delay(LOOK_MS);
    const now = look(pid);
    const idle = now.processorSec - before.processorSec < (IDLE_SHARE * LOOK_MS) / 1000;
    calm = idle && Math.abs(now.rssMb - before.rssMb) < STEADY_MB ? calm + 1 : 0;
    before = now;
  }
  return (performance.now() - begun) / 1000;
}

function look(pid: number): { processorSec: number; rssMb: number } {
  const pids = processTree(pid);
  return {
    processorSec: pids.reduce((total, each) => total + processorSec(each), 0),
    rssMb: pids.reduce((total, each) => total + footprint(each).rssMb, 0),
  };
}
