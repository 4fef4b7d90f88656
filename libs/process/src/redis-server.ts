import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { exited, stopChild } from './children.js';

/** Redis, or the fork that replaces it in newer distributions. */
export const REDIS_PROGRAMS = ['redis-server', 'valkey-server'] as const;

export interface RedisServerOptions {
  /** Absolute path of redis-server or valkey-server. */
  program: string;
  /** An existing folder for its data. */
  dir: string;
  /** A TCP port of 127.0.0.1, or a socket that only this user can open. */
  listen: { port: number } | { socket: string };
  /** When what was written is forced to disk; `no` keeps everything in memory. */
  appendonly: 'no' | 'everysec' | 'always';
  /** The whole environment of the server. */
  env: Record<string, string>;
  /** Milliseconds it outlives this process, so that others can finish; default 0. */
  graceMs?: number;
  /** Milliseconds it may take to load its data; default 60,000. */
  readyTimeoutMs?: number;
  onLine?: (line: string) => void;
}

export interface RedisServer {
  url: string;
  pid: number;
  /** Resolves when the server has ended, for whatever reason. */
  exited: Promise<void>;
  /** Lets it save and end; at once after `graceMs` (default 10,000). */
  stop(graceMs?: number): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Lets this process exit although the server runs; the server then ends by itself. */
  unref(): void;
}

/** The server did not come up; `code` is EADDRINUSE where its port is taken. */
export class RedisStartError extends Error {
  override readonly name = 'RedisStartError';
  constructor(
    readonly code: 'EADDRINUSE' | 'EXITED' | 'TIMEOUT',
    /** The last lines it wrote. */
    readonly lines: readonly string[],
  ) {
    super(`Redis did not start: ${lines.at(-1) ?? code}`);
  }
}

/**
 * Starts a private server that never evicts, ends with this process even when it is killed, and is ready when this
 * resolves. Throws RedisStartError.
 */
export async function startRedisServer(options: RedisServerOptions): Promise<RedisServer> {
  const child = keep(options.program, serverArguments(options), options);
  const gone = exited(child);
  const pid = toldPid(child);
  await ready(child, options);
  const url = 'port' in options.listen ? `redis://127.0.0.1:${options.listen.port}` : `unix://${options.listen.socket}`;
  const serverPid = await pid;
  return {
    url,
    pid: serverPid,
    exited: gone,
    stop: (graceMs = 10_000) => stopChild(child, graceMs),
    kill: async () => {
      process.kill(serverPid, 'SIGKILL');
      await gone;
    },
    unref: () => {
      child.unref();
      // They are sockets, whatever their type says.
      for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as Socket).unref();
    },
  };
}

function serverArguments({ dir, listen, appendonly }: RedisServerOptions): string[] {
  const settings: Record<string, string> = {
    dir,
    bind: '127.0.0.1',
    port: 'port' in listen ? String(listen.port) : '0',
    save: '',
    appendonly: appendonly === 'no' ? 'no' : 'yes',
    'maxmemory-policy': 'noeviction',
    // A task's results are a few hundred bytes. In a compact hash they take a third of the room. The name that all
    // versions know.
    'hash-max-ziplist-value': '1024',
    ...(appendonly !== 'no' && { appendfsync: appendonly }),
    ...('socket' in listen && { unixsocket: listen.socket, unixsocketperm: '700' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

const KILL_AFTER_SEC = 10;

interface Kept extends ChildProcessByStdio<Writable, Readable, Readable> {
  stdio: [Writable, Readable, Readable, Readable, undefined];
}

/** Starts a program under the keeper, in a process group of its own: Ctrl-C in a terminal must not reach it. */
function keep(program: string, args: string[], { env, dir, graceMs = 0 }: RedisServerOptions): Kept {
  const keeper = join(import.meta.dirname, 'keeper.sh');
  return spawn('/bin/sh', [keeper, String(graceMs / 1000), String(KILL_AFTER_SEC), program, ...args], {
    cwd: dir,
    env,
    detached: true,
    // The first tells the keeper that we are gone, the last tells us the program's process id.
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  }) as Kept;
}

async function toldPid(keeper: Kept): Promise<number> {
  return Number.parseInt(await text(keeper.stdio[3]), 10) || 0;
}

/** Its log says when it is ready; PING would have to be polled. */
function ready(child: Kept, { onLine, readyTimeoutMs = 60_000 }: RedisServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    const fail = (code: RedisStartError['code']): void => {
      clearTimeout(timer);
      reject(
        new RedisStartError(lines.some((line) => /address already in use/i.test(line)) ? 'EADDRINUSE' : code, lines),
      );
    };
    const timer = setTimeout(() => {
      fail('TIMEOUT');
      void stopChild(child, 0);
    }, readyTimeoutMs);
    const read = (line: string): void => {
      onLine?.(line);
      if (lines.push(line) > 20) lines.shift();
      if (!/ready to accept connections/i.test(line)) return;
      clearTimeout(timer);
      resolve();
    };
    for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', read);
    // `close`, not `exit`: by then the last words have been read.
    child.once('close', () => fail('EXITED'));
    child.once('error', () => fail('EXITED'));
  });
}
