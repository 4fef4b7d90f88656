import type { Plan } from '#pipeline';
import { axisLength, expansionLengths, leftOut, parseNodeId, stepOf } from '#pipeline';
import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';

const CHUNK = 2_000;
const NEVER = new Set(['skipped', 'failed', 'cancelled']);
const MADE = new Set([...NEVER, 'done', 'review']);

/**
 * Tasks of each step that are still to be made: those in the graph, and as far as can be told those it will grow. What
 * waits for a decision is made; what was left out is not counted, nor what needs one of `without`.
 */
export async function tasksLeft(
  redis: Redis,
  keys: Keys,
  pid: string,
  plan: Plan,
  without: ReadonlySet<string> = new Set(),
): Promise<Record<string, number>> {
  const isOut = leftOut(plan, without);
  const left: Record<string, number> = {};
  for (const step of plan.steps) {
    const counts = await redis.hmget(keys.step(pid, step.id), 'total', 'done', 'skipped', 'failed', 'review');
    const [total = 0, ...over] = counts.map(Number);
    left[step.id] = total - over.reduce((sum, count) => sum + count, 0);
  }
  for (let from = 0; ; from += CHUNK) {
    const ids = await redis.lrange(keys.index(pid), from, from + CHUNK - 1);
    const nodes = ids.map((id) => ({ id, ...parseNodeId(id) }));
    const out = without.size === 0 ? [] : nodes.filter(({ kind, step, path }) => kind === 'task' && isOut(step, path));
    for (const step of await stepsOfWaiting(redis, keys, pid, out)) left[step] = (left[step] ?? 0) - 1;
    for (const { id, step } of nodes.filter(({ kind, path, step }) => kind === 'expand' && !isOut(step, path)))
      left[step] = (left[step] ?? 0) + (await yetToGrow(redis, keys, pid, plan, id));
    if (ids.length < CHUNK) return left;
  }
}

/** The step of each task that is still to be made. */
async function stepsOfWaiting(
  redis: Redis,
  keys: Keys,
  pid: string,
  tasks: readonly { id: string; step: string }[],
): Promise<string[]> {
  const states = await Promise.all(tasks.map(({ id }) => redis.hget(keys.node(pid, id), 's')));
  return tasks.flatMap(({ step }, at) => (MADE.has(states[at] ?? '') ? [] : [step]));
}

/** Tasks that an expansion will add in the end. */
async function yetToGrow(redis: Redis, keys: Keys, pid: string, plan: Plan, id: string): Promise<number> {
  const [state, cursor] = await redis.hmget(keys.node(pid, id), 's', 'c');
  if (state === 'done') return 0;
  const { step: stepId, path } = parseNodeId(id);
  const step = stepOf(plan, stepId);
  const [axis, ...beneath] = step.axes.slice(path.length);
  const lengths = await Promise.all(
    expansionLengths(plan, stepId, path).map(async (source) => {
      if ('length' in source) return source.length;
      const [made, outputs] = await redis.hmget(keys.node(pid, source.task), 's', 'r');
      if (made && NEVER.has(made)) return 0;
      const list = outputs ? (JSON.parse(outputs) as Record<string, unknown>)[source.port] : undefined;
      return Array.isArray(list) ? list.length : expected(plan, axis!);
    }),
  );
  const next = Math.max(0, (lengths[0] ?? 0) - Number(cursor ?? 0));
  return beneath.reduce((tasks, name) => tasks * expected(plan, name), next);
}

/** An unknown length counts as 1. */
const expected = (plan: Plan, axis: string) => axisLength(plan.axes, axis, true) ?? 1;
