import { setTimeout as delay } from 'node:timers/promises';
import { footprint, processorSec, processTree } from './processes.js';

const LOOK_MS = 1_000;
const CALM_LOOKS = 3;
const PATIENCE_MS = 60_000;
/** Share of one processor that looking after queues may take. */
const IDLE_SHARE = 0.1;
const STEADY_MB = 2;

/**
 * Waits until processor time and memory of a process and all that it has started have stood still for a few looks;
 * returns the seconds that took.
 */
export async function quiet(pid: number): Promise<number> {
  const begun = performance.now();
  let before = look(pid);
  for (let calm = 0; calm < CALM_LOOKS;) {
    const waited = performance.now() - begun;
    if (waited > PATIENCE_MS) throw new Error('the stack does not come to rest');
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
