import { type Footprint, footprint, processTree } from './processes.js';
import { quiet } from './quiet.js';
import { withStack } from '../test/support/running-stack.js';
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
