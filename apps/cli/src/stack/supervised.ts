import { setTimeout as delay } from 'node:timers/promises';

/** A process that is up. */
export interface Running {
  pid: number;
  /** Where it can be reached, if it listens. */
  url?: string;
  exited: Promise<void>;
  stop(graceMs: number): Promise<void>;
}

export interface Restarts {
  /** Before the first restart; doubled each time. Default 250. */
  firstMs?: number;
  /** Default 10,000. */
  mostMs?: number;
  /** So many ends in a row, each within `healthyMs` of the start, and it is given up. Default 6. */
  tries?: number;
  /** Default 30,000. */
  healthyMs?: number;
}

export interface SupervisedEvents {
  onLine: (line: string) => void;
  /** It could not be kept up; called once. */
  onGiveUp: (error: unknown) => void;
}

/** Keeps one process up: starts it again when it ends, later and later, and gives up when it never stays. */
export class Supervised {
  private running: Running | undefined;
  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();

  constructor(
    readonly name: string,
    private readonly launch: () => Promise<Running>,
    private readonly events: SupervisedEvents,
    private readonly restarts: Restarts = {},
  ) {}

  get pid(): number | undefined {
    return this.running?.pid;
  }

  /** Resolves when it is up for the first time; rejects when it does not come up. */
  async start(): Promise<Running> {
    this.running = await this.launch();
    if (this.stopping.signal.aborted) await this.running.stop(0);
    else this.loop = this.keepUp();
    return this.running;
  }

  /** Ends it for good, also while it is being restarted. */
  async stop(graceMs: number): Promise<void> {
    this.stopping.abort();
    await this.running?.stop(graceMs);
    await this.loop;
  }

  private async keepUp(): Promise<void> {
    const { firstMs = 250, mostMs = 10_000, tries = 6, healthyMs = 30_000 } = this.restarts;
    let failures = 0;
    let begun = Date.now();
    let last: unknown = new Error(`${this.name} ended again and again`);
    for (;;) {
      await this.running?.exited;
      if (this.stopping.signal.aborted) return;
      failures = Date.now() - begun >= healthyMs ? 1 : failures + 1;
      if (failures >= tries) return this.events.onGiveUp(last);
      const pause = Math.min(firstMs * 2 ** (failures - 1), mostMs);
      this.events.onLine(`${this.name} ended; it is started again in ${pause} ms`);
      if (!(await this.pause(pause))) return;
      begun = Date.now();
      last = (await this.relaunch()) ?? last;
    }
  }

  /** Resolves to `false` as soon as it is to stop. */
  private pause(ms: number): Promise<boolean> {
    return delay(ms, true, { signal: this.stopping.signal }).catch(() => false);
  }

  /** What went wrong, if it did not come up. */
  private async relaunch(): Promise<unknown> {
    this.running = undefined;
    try {
      const running = await this.launch();
      this.running = running;
      if (this.stopping.signal.aborted) await running.stop(0);
      else this.events.onLine(`${this.name} is up again`);
      return undefined;
    } catch (error) {
      return error;
    }
  }
}
