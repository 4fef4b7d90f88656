import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv } from '#config';
import { askRedis, findProgram, REDIS_PROGRAMS, type RedisServer, RedisStartError, startRedisServer } from '#process';
import { tempDir } from './folders.js';
import { afterFile } from './hooks.js';
import { freePort } from './ports.js';

export interface TestRedis {
  /** `redis://127.0.0.1:<port>`; the same after a restart. */
  readonly url: string;
  /** Its data folder. */
  readonly dir: string;
  /** The process id of the server that runs now. */
  readonly pid: number;
  /** Lets it save and end. */
  stop(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Brings it up again on the same port and data; stops it first if it runs. */
  restart(): Promise<void>;
}

export interface TestRedisOptions {
  /** When writes are forced to disk; default `no`: everything is in memory and lost with the server. */
  appendonly?: 'no' | 'everysec' | 'always';
}

const TRIES = 20;

/** A private server on a free port, stopped when the test file is done and when its process dies. */
export async function startRedis({ appendonly = 'no' }: TestRedisOptions = {}): Promise<TestRedis> {
  const dir = tempDir();
  const launch = (port: number): Promise<RedisServer> =>
    startRedisServer({ program: redisProgram(), dir, listen: { port }, appendonly, env: systemEnv() });
  let server = await whileTaken(async () => launch(await freePort()));
  const port = Number(new URL(server.url).port);
  afterFile(() => server.stop());
  return {
    url: server.url,
    dir,
    get pid() {
      return server.pid;
    },
    stop: () => server.stop(),
    kill: () => server.kill(),
    restart: async () => {
      await server.stop();
      server = await whileTaken(() => launch(port));
    },
  };
}

/** Another process may take the port between asking for it and using it. */
async function whileTaken(start: () => Promise<RedisServer>): Promise<RedisServer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof RedisStartError) || error.code !== 'EADDRINUSE' || tries === TRIES) throw error;
    }
  }
}

function redisProgram(): string {
  const program = findProgram(REDIS_PROGRAMS, process.env.PATH ?? '');
  if (program === undefined) throw new Error('These tests need redis-server or valkey-server on the PATH.');
  return program;
}

/**
 * The URL of one in-memory server per Jest worker, for tests that neither stop nor flush it; use a `randomPrefix` for
 * the keys. Test files don't share memory, so a file named after the process tells the next one where it is.
 */
export async function sharedRedis(): Promise<string> {
  const note = join(tmpdir(), `reelwright-test-redis-${process.pid}`);
  const known = existsSync(note) ? readFileSync(note, 'utf8') : undefined;
  if (known !== undefined && (await answers(known))) return known;
  const dir = tmpdir();
  const server = await whileTaken(async () =>
    startRedisServer({
      program: redisProgram(),
      dir,
      listen: { port: await freePort() },
      appendonly: 'no',
      env: systemEnv(),
    }),
  );
  server.unref();
  writeFileSync(note, server.url);
  return server.url;
}

async function answers(url: string): Promise<boolean> {
  return askRedis(url, ['PING']).then(
    (reply) => reply === 'PONG',
    () => false,
  );
}

/** A prefix for keys that no other test uses. */
export function randomPrefix(): string {
  return `test-${randomBytes(8).toString('hex')}`;
}
