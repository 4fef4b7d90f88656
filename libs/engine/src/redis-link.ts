import type { Redis, RedisOptions } from 'ioredis';

/** Redis is away, or cannot be used now: the same request may succeed later. */
export class RedisUnavailableError extends Error {
  override readonly name = 'RedisUnavailableError';
  constructor(options?: { cause?: unknown }) {
    super('Redis does not answer now.', options);
  }
}

/** Commands are refused at once while there is no connection, and given up where nothing answers. */
export const FAIL_FAST: RedisOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 3_000,
  connectTimeout: 2_000,
};
/** Commands wait until there is a connection again. */
export const PATIENT: RedisOptions = { enableOfflineQueue: true, maxRetriesPerRequest: null };

const PING_EVERY_MS = 500;
const PING_TIMEOUT_MS = 1_000;
/** So many pings in a row without an answer: one may be our own delay. */
const MISSED = 2;

/** The driver has no codes for these. */
const DRIVER_MESSAGES = new Set([
  'Connection is closed.',
  'Command timed out',
  "Stream isn't writeable and enableOfflineQueue options is false",
]);
const SYSTEM_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'ENOTFOUND', 'EAI_AGAIN']);
/** The first word of an answer that says: not now. */
const NOT_NOW = /^(LOADING|BUSY|MASTERDOWN|READONLY|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|MISCONF|OOM) /;

/** Whether an error says that Redis is away, rather than that a command was wrong. */
export function isRedisUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return (
    error instanceof RedisUnavailableError ||
    error.name === 'MaxRetriesPerRequestError' ||
    DRIVER_MESSAGES.has(error.message) ||
    (error.name === 'ReplyError' && NOT_NOW.test(error.message)) ||
    (code !== undefined &&
      SYSTEM_CODES.has(code) &&
      ['connect', 'read', 'write', 'getaddrinfo'].includes(syscall ?? ''))
  );
}

/**
 * Whether Redis answers. A lost connection is known at once; with `watch` also a server that is frozen, within a few
 * seconds.
 */
export class RedisLink {
  #up: boolean | undefined;
  #missed = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  readonly #changed = new Set<() => void>();

  constructor(
    private readonly connections: readonly Redis[],
    private readonly onChange: (up: boolean) => void,
  ) {
    for (const connection of connections) {
      connection.on('ready', () => this.#connected());
      connection.on('close', () => this.#set(false));
    }
  }

  get up(): boolean {
    return this.#up === true;
  }

  /** Asks again and again whether it still answers. */
  watch(): void {
    this.#timer ??= setTimeout(() => void this.#ping(), PING_EVERY_MS).unref();
  }

  /** The same promise, rejected with RedisUnavailableError when Redis goes away before it is settled. */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    if (!this.up) throw new RedisUnavailableError();
    const away = Promise.withResolvers<never>();
    const look = () => (this.up ? undefined : away.reject(new RedisUnavailableError()));
    this.#changed.add(look);
    try {
      return await Promise.race([work(), away.promise]);
    } finally {
      this.#changed.delete(look);
    }
  }

  /** Resolves with whether it is up, as soon as it is, or when the time is over. */
  async wait(ms: number): Promise<boolean> {
    if (this.up) return true;
    const done = Promise.withResolvers<void>();
    const timer = setTimeout(done.resolve, ms);
    const look = () => (this.up ? done.resolve() : undefined);
    this.#changed.add(look);
    await done.promise;
    clearTimeout(timer);
    this.#changed.delete(look);
    return this.up;
  }

  #connected(): void {
    if (this.connections.every(({ status }) => status === 'ready')) this.#set(true);
  }

  async #ping(): Promise<void> {
    const answered = await this.#answers();
    this.#missed = answered ? 0 : this.#missed + 1;
    if (answered) this.#connected();
    else if (this.#missed >= MISSED) this.#set(false);
    this.#timer = this.#closed ? undefined : setTimeout(() => void this.#ping(), PING_EVERY_MS).unref();
  }

  async #answers(): Promise<boolean> {
    const late = Promise.withResolvers<false>();
    const timer = setTimeout(() => late.resolve(false), PING_TIMEOUT_MS);
    const answer = this.connections[0]!.ping().then(
      () => true,
      () => false,
    );
    const answered = await Promise.race([answer, late.promise]);
    clearTimeout(timer);
    return answered;
  }

  #set(up: boolean): void {
    if (this.#closed || this.#up === up) return;
    this.#up = up;
    this.onChange(up);
    for (const look of [...this.#changed]) look();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }
}
