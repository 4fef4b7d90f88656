import type { Life, Point } from './plan.js';
import type { Order } from './settings.js';

/** Lets this process die or freeze at the point its life has before it. */
export class Fate {
  #left: number;
  #freezeNow = false;

  constructor(private life: Life | undefined) {
    this.#left = life?.nth ?? 0;
    process.on('message', (order: Order) => {
      if (order.type === 'calm') this.life = undefined;
    });
  }

  /** A point is reached. */
  readonly at = (point: Point): void => {
    if (!this.life || this.life.point !== point || --this.#left !== 0) return;
    if (this.life.act === 'die') process.kill(process.pid, 'SIGKILL');
    else this.#freezeNow = true;
  };

  /** Stops this process here if its life says so, after `tell`; it goes on when somebody lets it. */
  freeze(tell: () => void): void {
    if (!this.#freezeNow) return;
    this.#freezeNow = false;
    tell();
    process.kill(process.pid, 'SIGSTOP');
  }
}
