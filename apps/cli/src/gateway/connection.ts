import type { Config } from '#config';
import { attachOrStart, type Stack } from '../stack/index.js';
import { usageError } from '../errors.js';
import { Api } from './api.js';

/** A gateway to talk to: one elsewhere, or that of this machine's stack, which is started when there is none. */
export interface Connection {
  readonly api: Api;
  /** Whether files it names may be on this machine. */
  readonly local: boolean;
  /** This process has started it, and takes it down again. */
  readonly owned: boolean;
  /** Aborted, with a StackError, when a service of an own stack can't be kept up. */
  readonly broken: AbortSignal;
  /** After a lost connection: finds the gateway again, or becomes the one that runs it. */
  recover(): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  url: string | undefined;
  config: Config;
  /** What the stack does, for people. */
  onLine: (line: string) => void;
  onServiceLine?: (service: string, line: string) => void;
}

export async function connect(options: ConnectOptions): Promise<Connection> {
  if (options.url !== undefined) return remote(options.url, options.config.apiKey);
  const connection = new StackConnection(options);
  await connection.recover();
  return connection;
}

async function remote(url: string, apiKey: string | undefined): Promise<Connection> {
  const api = await Api.open(gatewayUrl(url), apiKey);
  const broken = new AbortController().signal;
  return { api, local: false, owned: false, broken, recover: async () => undefined, close: async () => undefined };
}

/** The address in a normal form; throws for one that can't be right. */
export function gatewayUrl(text: string): string {
  const full = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw usageError(`"${text}" is not the address of a gateway.`, 'Give one such as --url http://127.0.0.1:4100.');
  }
  return url.href.replace(/\/$/, '');
}

class StackConnection implements Connection {
  readonly local = true;
  readonly #broken = new AbortController();
  readonly broken = this.#broken.signal;
  #stack: Stack | undefined;
  #api: Api | undefined;

  constructor(private readonly options: ConnectOptions) {}

  get owned(): boolean {
    return this.#stack?.attached === false;
  }

  get api(): Api {
    if (!this.#api) throw new Error('not connected');
    return this.#api;
  }

  async recover(): Promise<void> {
    // Its own services are started again by themselves.
    if (this.owned) return;
    const { config, onLine, onServiceLine } = this.options;
    const onFailure = (error: unknown) => this.#broken.abort(error);
    const stack = await attachOrStart(config, { onLine, onFailure, ...(onServiceLine && { onServiceLine }) });
    this.#stack = stack;
    if (this.#api?.url !== stack.url) this.#api = await Api.open(stack.url, config.apiKey);
  }

  async close(): Promise<void> {
    await this.#stack?.stop();
  }
}
