import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { EXIT } from '../exit-codes.js';
import { CliError } from '../errors.js';
import type { LiveEvent } from '../live/state.js';
import { isOver, rests, waitsForReview, type Pipeline, type PipelineStatus } from './api.js';
import type { Connection } from './connection.js';

export interface Watcher {
  event(event: LiveEvent): void;
  snapshot(pipeline: Pipeline): void;
  note(line: string): void;
}

const LOOK_MS = 2_000;
/** A gateway that says nothing for so long, not even a ping, is gone. */
const SILENCE_MS = 45_000;
/** How long a gateway may be away before that is given up. */
const AWAY_MS = 60_000;

/**
 * Tells the watcher all that happened to a pipeline and what happens, until it rests; returns how it ended. A lost
 * connection is made again and goes on behind the last event. Rejects with the signal's reason when that is aborted.
 */
export async function follow(
  connection: Connection,
  id: string,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<Pipeline> {
  return new Follower(connection, id, watcher, signal).run();
}

const atBudget = ({ data }: LiveEvent): boolean =>
  data.status === 'paused' && (data.reason === 'budget' || data.reason === 'gate');

type Ending = 'over' | 'lost';

class Follower {
  private last = '0';
  private awaySince: number | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly id: string,
    private readonly watcher: Watcher,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<Pipeline> {
    const done = new AbortController();
    const looks = this.look(AbortSignal.any([this.signal, done.signal]));
    try {
      this.signal.throwIfAborted();
      while ((await Promise.race([this.listen(done.signal), looks])) === 'lost') await this.reconnect();
      return await this.final();
    } finally {
      done.abort();
    }
  }

  /** Events as they come, until the last one or until the connection is lost. */
  private listen(done: AbortSignal): Promise<Ending> {
    const { api } = this.connection;
    const url = new URL(api.link(`/pipelines/${this.id}/events?after=${this.last}`));
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const headers = api.apiKey === undefined ? {} : { authorization: `Bearer ${api.apiKey}` };
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, { headers, handshakeTimeout: 5_000 });
      const silence = setTimeout(() => socket.terminate(), SILENCE_MS);
      const leave = (): void => {
        socket.terminate();
        reject(this.signal.reason as Error);
      };
      const stop = (): void => socket.terminate();
      this.signal.addEventListener('abort', leave, { once: true });
      done.addEventListener('abort', stop, { once: true });
      socket.on('ping', () => silence.refresh());
      socket.on('message', (data: Buffer) => {
        silence.refresh();
        if (!this.take(data.toString('utf8'))) return;
        resolve('over');
        socket.close();
      });
      socket.on('error', () => undefined); // `close` follows
      socket.on('close', () => {
        clearTimeout(silence);
        this.signal.removeEventListener('abort', leave);
        done.removeEventListener('abort', stop);
        resolve('lost');
      });
    });
  }

  /** Returns whether it was the last event. */
  private take(message: string): boolean {
    const told = JSON.parse(message) as Omit<LiveEvent, 'id'> & { id?: string };
    this.awaySince = undefined;
    if (told.type === 'gap') {
      void this.snapshot();
      return false;
    }
    // Told to those who listen only, and nothing that happened.
    if (told.id === undefined) return false;
    const event = { ...told, id: told.id };
    this.last = event.id;
    this.watcher.event(event);
    return event.type === 'pipeline_status' && (isOver(event.data.status as PipelineStatus) || atBudget(event));
  }

  /** Looks at the pipeline now and then, for the time left and for what events did not tell. */
  private async look(signal: AbortSignal): Promise<Ending> {
    let restsSince = 0;
    for (;;) {
      const pipeline = await this.snapshot();
      // Between two tasks nothing runs for a moment.
      restsSince = pipeline && rests(pipeline) ? restsSince + 1 : 0;
      if (pipeline && (restsSince > 1 || (restsSince > 0 && !waitsForReview(pipeline)))) {
        // The events that lead there are on their way; they are waited for, but not for ever.
        await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
        return 'over';
      }
      const goOn = await delay(LOOK_MS, true, { signal }).catch(() => false);
      if (!goOn) return 'over';
    }
  }

  private async snapshot(): Promise<Pipeline | undefined> {
    const pipeline = await this.connection.api.pipeline(this.id).catch(() => undefined);
    if (pipeline && !this.signal.aborted) this.watcher.snapshot(pipeline);
    return pipeline;
  }

  private async reconnect(): Promise<void> {
    this.signal.throwIfAborted();
    const now = Date.now();
    if (this.awaySince === undefined) {
      this.awaySince = now;
      this.watcher.note('The connection was lost; trying again …');
    }
    if (now - this.awaySince > AWAY_MS) throw this.givenUp();
    await delay(Math.min(2_000, 250 + (now - this.awaySince) / 4), undefined, { signal: this.signal }).catch(
      () => undefined,
    );
    this.signal.throwIfAborted();
    await this.connection.recover();
    this.signal.throwIfAborted();
  }

  /** The end has been told; a gateway that is just restarting is given time to say the rest. */
  private async final(): Promise<Pipeline> {
    for (let tries = 1; ; tries += 1) {
      this.signal.throwIfAborted();
      try {
        const pipeline = await this.connection.api.pipeline(this.id);
        this.watcher.snapshot(pipeline);
        return pipeline;
      } catch (error) {
        if (tries === 10) throw error;
        await delay(500);
        await this.connection.recover();
      }
    }
  }

  private givenUp(): CliError {
    const seconds = AWAY_MS / 1000;
    return new CliError(
      'unreachable',
      `${this.connection.api.url} has not answered for ${seconds} seconds.`,
      EXIT.environment,
      `The pipeline is kept; look again later: reelwright watch ${this.id}`,
    );
  }
}
