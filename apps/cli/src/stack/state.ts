import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const stateSchema = z.object({
  /** The process that owns the stack. */
  pid: z.number(),
  url: z.string(),
  port: z.number(),
  redisUrl: z.string(),
  pids: z.record(z.string(), z.number()),
});

/** Where a running stack can be reached; written when it is up and removed when it begins to stop. */
export type StackState = z.output<typeof stateSchema>;

const statePath = (home: string): string => join(home, 'stack.json');

/** `undefined` where there is no stack, or what is there can't be read. */
export function readState(home: string): StackState | undefined {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(statePath(home), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Readable for this user only: the Redis URL may hold a password. */
export function writeState(home: string, state: StackState): void {
  const temp = `${statePath(home)}.${process.pid}`;
  writeFileSync(temp, JSON.stringify(state), { mode: 0o600 });
  renameSync(temp, statePath(home));
}

export function removeState(home: string): void {
  rmSync(statePath(home), { force: true });
}

const healthSchema = z.object({ status: z.string(), home: z.string().optional() });

export type Health = 'ours' | 'other' | 'none';

/** Whether a gateway answers there: ours, that of another home (or no gateway at all), or nobody. */
export async function gatewayHealth(url: string, home: string, timeoutMs = 2_000): Promise<Health> {
  const response = await fetch(new URL('/health', url), { signal: AbortSignal.timeout(timeoutMs) }).catch(
    () => undefined,
  );
  if (!response) return 'none';
  const health = healthSchema.safeParse(await response.json().catch(() => undefined));
  if (!response.ok || !health.success || health.data.status !== 'ok') return 'other';
  return (health.data.home ?? home) === home ? 'ours' : 'other';
}
