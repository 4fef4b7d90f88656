import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine, PipelineStatus } from '#engine';
import { placesOf } from './settings.js';

const PAGE = 500;

/** What became of one pipeline. */
export interface Outcome {
  pid: string;
  status: PipelineStatus;
  error: string | undefined;
  /** All tasks in the graph by id, with their state. */
  tasks: Map<string, string>;
  /** Over what every task put out and every published file. */
  digest: string;
  /** Counters that should be nought and are not. */
  counters: string[];
  /** Commits by task, as two witnesses count them: the commit log, and the outputs told in the event stream. */
  logged: Map<string, number>;
  told: Map<string, number>;
}

export async function outcomeOf(engine: Engine, root: string, pid: string): Promise<Outcome> {
  const [record, plan] = await Promise.all([engine.store.pipeline(pid), engine.store.plan(pid)]);
  const hash = createHash('sha256');
  const tasks = new Map<string, string>();
  for (const step of plan.steps) {
    for (let offset = 0; ; offset += PAGE) {
      const page = await engine.store.tasks(pid, step.id, offset, PAGE);
      for (const task of page) {
        tasks.set(task.id, task.state);
        hash.update(`${task.id} ${JSON.stringify(task.outputs)}\n`);
      }
      if (page.length < PAGE) break;
    }
  }
  await addPublished(hash, join(placesOf(root).outputs, pid));
  return {
    pid,
    status: record!.status,
    error: record?.error?.message,
    tasks,
    digest: hash.digest('hex'),
    counters: await openCounters(engine, pid),
    logged: await commitsLogged(engine, pid),
    told: await outputsTold(engine, pid),
  };
}

async function addPublished(hash: ReturnType<typeof createHash>, dir: string): Promise<void> {
  const names = await readdir(dir).catch(() => []);
  for (const name of names.sort()) {
    const bytes = await readFile(join(dir, name));
    hash.update(`${name} ${createHash('sha256').update(bytes).digest('hex')}\n`);
  }
}

async function openCounters(engine: Engine, pid: string): Promise<string[]> {
  const open: string[] = [];
  const running = await engine.redis.hget(engine.keys.pipeline(pid), 'running');
  if (Number(running) !== 0) open.push(`${pid}: ${running} running`);
  for (const step of await engine.store.steps(pid)) {
    if (step.running !== 0) open.push(`${pid} ${step.id}: ${step.running} running`);
    if (step.done + step.failed + step.skipped !== step.total)
      open.push(
        `${pid} ${step.id}: ${step.done} done, ${step.failed} failed, ${step.skipped} skipped of ${step.total}`,
      );
  }
  const work = await engine.redis.llen(engine.keys.work(pid));
  if (work > 0) open.push(`${pid}: ${work} pieces of graph work`);
  return open;
}

async function commitsLogged(engine: Engine, pid: string): Promise<Map<string, number>> {
  const logged = new Map<string, number>();
  for (const line of await engine.redis.lrange(engine.keys.log(pid), '0', '-1')) {
    const [task = ''] = line.split('|');
    logged.set(task, (logged.get(task) ?? 0) + 1);
  }
  return logged;
}

async function outputsTold(engine: Engine, pid: string): Promise<Map<string, number>> {
  const told = new Map<string, number>();
  for (let after = '0'; ;) {
    const { events } = await engine.events.replay(pid, after);
    for (const { type, data } of events) {
      if (type === 'output_ready') told.set(String(data.task_id), (told.get(String(data.task_id)) ?? 0) + 1);
    }
    if (events.length === 0) return told;
    after = events.at(-1)!.id;
  }
}

/** The engine's keys with what differs between two runs taken out: a set that equal work leaves equal. */
export async function keyPatterns(engine: Engine): Promise<Set<string>> {
  const patterns = new Set<string>();
  const all = engine.redis.scanStream({ match: '*', count: 1000 }) as AsyncIterable<string[]>;
  for await (const keys of all) for (const key of keys) patterns.add(patternOf(key.replace(engine.keys.base, '')));
  return patterns;
}

function patternOf(key: string): string {
  return key
    .replace(/again-(?=p[0-9a-z]{18})/, '')
    .replace(/p[0-9a-z]{18,}/g, '<pipeline>')
    .replace(/^bull:(cpu|gpu|remote):<pipeline>-.*?(:\w+)?$/, 'bull:$1:<job>$2')
    .replace(/^bull:(steps):<pipeline>-[\w-]+-step/, 'bull:$1:<job>')
    .replace(/^(n|d):<pipeline>:.*$/, '$1:<pipeline>:<node>')
    .replace(/^(s):<pipeline>:.*$/, '$1:<pipeline>:<step>');
}
