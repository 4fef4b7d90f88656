import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemEnv, withoutPassword } from '#config';
import { askRedis, findProgram, REDIS_PROGRAMS, RedisStartError, startRedisServer } from '#process';
import { StackError, systemCode } from './errors.js';
import type { RotatingLog } from './log.js';
import type { Running } from './supervised.js';

const SHUTDOWN_MS = 10_000;

/** The operating system allows little more than 100 bytes for the path of a socket, and URLs no odd characters. */
const PLAIN_PATH = /^[\w./-]{1,100}$/;

export function socketPath(home: string): string {
  const path = join(home, 'redis', 'redis.sock');
  if (PLAIN_PATH.test(path)) return path;
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16);
  return join(tmpdir(), `reelwright-${name}.sock`);
}

/** Throws StackError `redis_refused` unless the server answers. */
export async function checkRedis(url: string): Promise<void> {
  try {
    await askRedis(url, ['PING'], 5_000);
  } catch (error) {
    const place = withoutPassword(url);
    const reason = error instanceof Error && error.message !== '' ? error.message : String(systemCode(error));
    throw new StackError(
      'redis_refused',
      `Redis at ${place} can't be used: ${reason}.`,
      place,
      'Start that server, correct REDIS_URL, or unset it to use the embedded one.',
      { cause: error },
    );
  }
}

/**
 * Starts the embedded server on its data folder. It outlives us by `graceMs`, so that workers can finish when we are
 * killed; one that is left from such an end is shut down first, because two servers would ruin the data.
 */
export async function launchRedis(home: string, log: RotatingLog, graceMs: number): Promise<Running> {
  const env = systemEnv();
  const program = findProgram(REDIS_PROGRAMS, env.PATH ?? '');
  if (program === undefined) {
    const message = `Neither ${REDIS_PROGRAMS.join(' nor ')} was found.`;
    throw new StackError(
      'redis_missing',
      message,
      'PATH',
      'Install Redis or Valkey, or set REDIS_URL; `reelwright doctor` shows how.',
    );
  }
  const dir = join(home, 'redis');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const socket = socketPath(home);
  await shutDownLeftover(`unix://${socket}`);
  const onLine = (line: string): void => log.write(Buffer.from(`${line}\n`));
  try {
    return await startRedisServer({ program, dir, listen: { socket }, appendonly: 'everysec', env, graceMs, onLine });
  } catch (error) {
    if (!(error instanceof RedisStartError)) throw error;
    const message = `${error.message}\n${error.lines.map((line) => `  ${line}`).join('\n')}`;
    throw new StackError('redis_failed', message, dir, 'Look at logs/redis.log in the home folder.', { cause: error });
  }
}

async function shutDownLeftover(url: string): Promise<void> {
  const deadline = Date.now() + SHUTDOWN_MS;
  for (let pause = 20; await answers(url); pause = Math.min(pause * 2, 500)) {
    if (Date.now() > deadline) {
      const fix = 'End that redis-server by hand, then try again.';
      throw new StackError('redis_busy', 'An earlier embedded Redis does not end.', url, fix);
    }
    // It ends without a reply: that the connection breaks is the answer.
    await askRedis(url, ['SHUTDOWN'], SHUTDOWN_MS).catch(() => undefined);
    await delay(pause);
  }
}

/** Whether somebody listens there; one that is still loading its data answers with an error. */
async function answers(url: string): Promise<boolean> {
  try {
    await askRedis(url, ['PING']);
    return true;
  } catch (error) {
    return systemCode(error) !== 'ENOENT' && systemCode(error) !== 'ECONNREFUSED';
  }
}
