import { setImmediate as nextTurn } from 'node:timers/promises';

import { CancelledError } from '#pipeline';

/** Long enough to get work done, short enough that locks are renewed and sockets answered. */
const TURN_MS = 12;

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new CancelledError('The work was cancelled.');
}

/** Called between slices of a long computation: gives the event loop its turn when one is due. */
export class Breath {
  private since = performance.now();

  constructor(private readonly signal: AbortSignal) {}

  due(): boolean {
    return performance.now() - this.since > TURN_MS;
  }

  async take(): Promise<void> {
    throwIfAborted(this.signal);
    if (!this.due()) return;
    await nextTurn();
    throwIfAborted(this.signal);
    this.since = performance.now();
  }
}
