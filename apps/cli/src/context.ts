import { callerDirectory, type Config, loadConfig } from '#config';
import { type Connection, connect } from './gateway/connection.js';
import { Terminal, type OutputOptions } from './terminal.js';

export interface GlobalOptions extends OutputOptions {
  url?: string;
}

/** What every command works with. */
export class Context {
  readonly terminal: Terminal;
  #config: Config | undefined;

  constructor(
    private readonly options: GlobalOptions,
    /** Aborted by Ctrl-C and SIGTERM; the reason is an Interrupted. */
    readonly interrupted: AbortSignal,
  ) {
    this.terminal = new Terminal(options);
  }

  /** Where the user is; paths are meant from there. */
  readonly folder = callerDirectory();

  get config(): Config {
    return (this.#config ??= loadConfig());
  }

  /** Runs with a gateway, which is left as it was found. */
  async withGateway<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    const connection = await this.connect();
    try {
      this.interrupted.throwIfAborted();
      return await work(connection);
    } finally {
      await connection.close();
    }
  }

  async connect(): Promise<Connection> {
    const { terminal } = this;
    const starting = this.options.url === undefined ? this.#announceStart() : undefined;
    try {
      return await connect({
        url: this.options.url,
        config: this.config,
        onLine: (line) => terminal.verbose && terminal.say(line),
        ...(terminal.verbose && { onServiceLine: (service, line) => terminal.say(`${service}: ${line}`) }),
      });
    } finally {
      clearTimeout(starting);
    }
  }

  /** Attaching takes no time worth mentioning; starting does. */
  #announceStart(): NodeJS.Timeout {
    return setTimeout(() => this.terminal.say(this.terminal.colors.dim('Starting Reelwright …')), 400);
  }
}

/** The user, or the system, wants the program to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor(readonly signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
  }
}
