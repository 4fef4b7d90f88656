import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { childEnv, type Config } from '#config';
import { StackError } from './errors.js';
import { isAlive, takeLock } from './lock.js';
import { RotatingLog } from './log.js';
import { checkFfmpeg, checkPort, prepareHome } from './preflight.js';
import { checkRedis, launchRedis } from './redis.js';
import { launchService } from './service.js';
import { cardsOf, MEMORY_ENV, nodeFlags, type ServiceSpec, stackServices } from './services.js';
import { gatewayHealth, readState, removeState, writeState } from './state.js';
import { type Restarts, Supervised } from './supervised.js';

export interface StackOptions {
  /** What happens, for people. */
  onLine?: (line: string) => void;
  /** What the services print; it is in their logs in any case. */
  onServiceLine?: (service: string, line: string) => void;
  /** A service could not be kept up. */
  onFailure?: (error: unknown) => void;
  /** Default: the whole product, with one GPU worker for each card. */
  services?: readonly ServiceSpec[];
  restarts?: Restarts;
  /** Milliseconds for each service to come up; default 30,000. */
  readyTimeoutMs?: number;
}

export interface Stack {
  /** Where the gateway answers. */
  readonly url: string;
  readonly redisUrl: string;
  /** It belongs to another process, which also stops it. */
  readonly attached: boolean;
  /** Process ids by name, as they are now. */
  readonly pids: Readonly<Record<string, number>>;
  /** Lets the workers finish (`config.drainMs`), then stops everything; does nothing on an attached stack. */
  stop(): Promise<void>;
}

/** What a service is given to close, beyond draining, before it is ended by force. */
const CLOSE_MS = 5_000;
/** How long another process may be busy with the stack of this home. */
const WAIT_MS = 60_000;
const LEFTOVER_MS = 20_000;

/**
 * The stack of this home: the one that runs, else a new one, of which this process is the owner. When another process
 * is just starting or stopping it, that is waited for, up to a minute. Throws StackError.
 */
export async function attachOrStart(config: Config, options: StackOptions = {}): Promise<Stack> {
  prepareHome(config.home);
  const deadline = Date.now() + WAIT_MS;
  for (let pause = 50; Date.now() < deadline; pause = Math.min(pause * 2, 1_000)) {
    const stack = (await attach(config)) ?? (await startIfFree(config, options));
    if (stack) return stack;
    await delay(pause);
  }
  throw busy(config.home);
}

/** A new stack; throws StackError, `stack_busy` when this home has one. Nothing is left running when it fails. */
export async function startStack(config: Config, options: StackOptions = {}): Promise<Stack> {
  prepareHome(config.home);
  const stack = await startIfFree(config, options);
  if (!stack) throw busy(config.home);
  return stack;
}

async function attach({ home }: Config): Promise<Stack | undefined> {
  const state = readState(home);
  if (!state || !isAlive(state.pid) || (await gatewayHealth(state.url, home)) !== 'ours') return undefined;
  const { url, redisUrl, pids } = state;
  return { url, redisUrl, pids, attached: true, stop: async () => undefined };
}

/** A gateway whose owner was killed goes by itself; until then it has the port. */
async function leftoverGone({ home }: Config): Promise<void> {
  const state = readState(home);
  const deadline = Date.now() + LEFTOVER_MS;
  for (let pause = 50; state && Date.now() < deadline; pause = Math.min(pause * 2, 500)) {
    if ((await gatewayHealth(state.url, home)) !== 'ours') return;
    await delay(pause);
  }
}

async function startIfFree(config: Config, options: StackOptions): Promise<Stack | undefined> {
  const release = takeLock(join(config.home, 'stack.lock'));
  if (!release) return undefined;
  const stack = new OwnStack(config, options, release);
  try {
    await stack.start();
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

function busy(home: string): StackError {
  const message = `Another process is busy with the stack of ${home}.`;
  return new StackError('stack_busy', message, home, 'Wait for it, or use another folder: REELWRIGHT_HOME.');
}

class OwnStack implements Stack {
  readonly attached = false;
  url = '';
  redisUrl = '';
  private readonly logs: RotatingLog[] = [];
  private readonly supervised: { role: 'redis' | ServiceSpec['role']; it: Supervised }[] = [];
  private stopped: Promise<void> | undefined;
  private port: number;

  constructor(
    private readonly config: Config,
    private readonly options: StackOptions,
    private readonly release: () => void,
  ) {
    this.port = config.port;
  }

  get pids(): Record<string, number> {
    return Object.fromEntries(this.supervised.flatMap(({ it }) => (it.pid === undefined ? [] : [[it.name, it.pid]])));
  }

  async start(): Promise<void> {
    const { config } = this;
    checkFfmpeg();
    await leftoverGone(config);
    removeState(config.home);
    await checkPort(config);
    this.redisUrl = config.redisUrl ?? (await this.startRedis());
    if (config.redisUrl !== undefined) await checkRedis(config.redisUrl);
    const services = this.options.services ?? stackServices(cardsOf(config));
    const starts = await Promise.allSettled(services.map((spec) => this.startService(spec)));
    const failed = starts.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    this.writeState();
    this.say(`the stack is up at ${this.url}`);
  }

  stop(): Promise<void> {
    this.stopped ??= this.stopAll();
    return this.stopped;
  }

  private async startRedis(): Promise<string> {
    const log = this.openLog('redis');
    const { home, drainMs } = this.config;
    const redis = this.supervise('redis', 'redis', () => launchRedis(home, log, drainMs + CLOSE_MS));
    return (await redis.start()).url ?? '';
  }

  private async startService(spec: ServiceSpec): Promise<void> {
    const log = this.openLog(spec.name);
    const launch = () => {
      const settings = { redisUrl: this.redisUrl, port: this.port, ...spec.settings };
      return launchService({
        name: spec.name,
        script: spec.script,
        nodeFlags: nodeFlags(spec),
        env: { ...childEnv(this.config, settings), ...MEMORY_ENV },
        log,
        readyTimeoutMs: this.options.readyTimeoutMs ?? 30_000,
        onLine: (line) => this.options.onServiceLine?.(spec.name, line),
      });
    };
    const { url } = await this.supervise(spec.name, spec.role, launch).start();
    if (spec.role === 'gateway') this.reachedAt(url);
  }

  /** Port 0 has become a real one, which a restarted gateway has to keep. */
  private reachedAt(url: string | undefined): void {
    this.port = url === undefined ? this.config.port : Number(new URL(url).port || 80);
    const { host } = this.config;
    const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
    this.url = `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${this.port}`;
  }

  private supervise(
    name: string,
    role: 'redis' | ServiceSpec['role'],
    launch: ConstructorParameters<typeof Supervised>[1],
  ) {
    const events = {
      onLine: (line: string) => {
        this.say(line);
        if (this.url !== '' && !this.stopped) this.writeState();
      },
      onGiveUp: (error: unknown) => {
        this.say(`${name} does not stay up; the rest goes on without it`);
        this.options.onFailure?.(error);
      },
    };
    const it = new Supervised(name, launch, events, this.options.restarts);
    this.supervised.push({ role, it });
    return it;
  }

  private writeState(): void {
    const { url, port, redisUrl, pids } = this;
    writeState(this.config.home, { pid: process.pid, url, port, redisUrl, pids });
  }

  /** Workers first, so that they can still commit; then what they talk to. */
  private async stopAll(): Promise<void> {
    removeState(this.config.home);
    const grace = { worker: this.config.drainMs + CLOSE_MS, gateway: CLOSE_MS, redis: CLOSE_MS * 2 };
    for (const role of ['worker', 'gateway', 'redis'] as const) {
      const those = this.supervised.filter((each) => each.role === role);
      await Promise.all(those.map(({ it }) => it.stop(grace[role])));
    }
    for (const log of this.logs) log.close();
    this.release();
  }

  private openLog(name: string): RotatingLog {
    const log = new RotatingLog(join(this.config.home, 'logs', `${name}.log`));
    this.logs.push(log);
    return log;
  }

  private say(line: string): void {
    this.options.onLine?.(line);
  }
}
