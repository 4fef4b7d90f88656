const REPORT_MS = 200;
/** Often enough to hear of a cancel within two seconds where the message about it was missed. */
const BEAT_MS = 1_500;
/** How long work may take to end after it was told to. */
export const GRACE_MS = 5_000;

export interface VitalSignsOptions {
  /** Tells the engine how far it is, which is also a sign of life; resolves to what it answers. */
  send: (fraction: number) => Promise<string>;
  /** What the engine answered. */
  onAnswer: (answer: string) => void;
  /** Without a sign of progress for so long, `onStall` is called. */
  stallMs: number;
  onStall: () => void;
}

/**
 * Watches over one attempt. The worker's own heartbeat says that the process lives, so that long silent work is not
 * taken for lost; the provider's progress says that the work moves, so that a hung one is noticed.
 */
export class VitalSigns {
  readonly #heart: NodeJS.Timeout;
  readonly #stall: NodeJS.Timeout;
  #fraction = 0;
  #sentAt = 0;
  #sending: Promise<void> | undefined;

  constructor(private readonly options: VitalSignsOptions) {
    this.#heart = setInterval(() => this.#send(), BEAT_MS);
    this.#stall = setTimeout(options.onStall, options.stallMs);
  }

  /** How far the work is, 0 to 1; the same again is no sign of progress, no number at all is. */
  readonly progress = (fraction?: number): void => {
    if (fraction === undefined || fraction > this.#fraction) this.#stall.refresh();
    if (fraction === undefined) return;
    this.#fraction = Math.max(this.#fraction, Math.min(0.99, fraction));
    if (Date.now() - this.#sentAt >= REPORT_MS) this.#send();
  };

  /** One report at a time. */
  #send(): void {
    if (this.#sending) return;
    this.#sentAt = Date.now();
    this.#sending = this.options
      .send(this.#fraction)
      .then(this.options.onAnswer, () => {}) // Redis is away: the work goes on, the commit will tell
      .finally(() => (this.#sending = undefined));
  }

  /** Nothing is sent afterwards. */
  async close(): Promise<void> {
    clearInterval(this.#heart);
    clearTimeout(this.#stall);
    await this.#sending;
  }
}

/**
 * The work's outcome; rejects with the signal's reason when the work goes on for `GRACE_MS` after it was told to stop,
 * and calls `onGiveUp`: what does not listen must not hold a slot for ever.
 */
export function withGrace<T>(work: Promise<T>, signal: AbortSignal, onGiveUp: () => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const wait = () => {
      timer = setTimeout(() => {
        onGiveUp();
        reject(signal.reason as Error);
      }, GRACE_MS);
    };
    signal.addEventListener('abort', wait, { once: true });
    if (signal.aborted) wait();
    void work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wait);
    });
  });
}
