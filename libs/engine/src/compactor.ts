import type { Redis } from 'ioredis';
import type { ArchivedTask } from './archive.js';
import type { Keys } from './keys.js';
import { isOver } from './records.js';
import { DROP_CHUNK } from './rewind.js';
import type { Scripts } from './scripts.js';
import type { Store } from './store.js';

/** Pipelines looked at in one round. */
const BATCH = 20;
const PAGE = 500;

/**
 * Turns what a finished pipeline left in working keys into one archive record. In three parts that can each be
 * repeated: the record is written, readers are sent to it, the working keys are dropped.
 */
export class Compactor {
  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
    private readonly scripts: Scripts,
    private readonly store: Store,
    private readonly afterMs: number,
  ) {}

  /** Compacts pipelines that ended long enough ago. */
  async round(): Promise<void> {
    const ended = this.keys.root('ended');
    const due = await this.redis.zrangebyscore(ended, '-inf', Date.now() - this.afterMs, 'LIMIT', 0, BATCH);
    for (const pid of due) await this.compact(pid);
  }

  /** False when it is not over, or something of it is still under way. */
  async compact(pid: string): Promise<boolean> {
    const record = await this.store.pipeline(pid);
    if (!record || !isOver(record.status)) return false;
    if ((await this.store.archivedRun(pid)) === undefined) {
      if ((await this.redis.llen(this.keys.work(pid))) > 0) return false;
      const written = await this.#write(pid);
      if ((await this.scripts.run<number>('archive', pid, record.run, written)) !== 1) return false;
    }
    while ((await this.scripts.run<number>('drop', pid, record.run, DROP_CHUNK)) > 0);
    const { plan } = await this.store.archive.head(pid, record.run);
    await this.scripts.run('archived', pid, record.run, JSON.stringify(plan.steps.map((step) => step.id)));
    return true;
  }

  /** Drops what an archived pipeline that was cancelled had made. Does nothing while it lives, or for any other. */
  async discard(pid: string): Promise<void> {
    const { store } = this;
    const record = await store.pipeline(pid);
    const run = await store.archivedRun(pid);
    if (record?.status !== 'cancelled' || run === undefined) return;
    const head = await store.archive.head(pid, run);
    const steps = Object.entries(head.steps).map(([id, fields]) => [id, { ...fields, done: '0' }] as const);
    const undone = async function* (step: string): AsyncGenerator<ArchivedTask[]> {
      for (let offset = 0; ; offset += PAGE) {
        const page = await store.archive.tasks(pid, run, step, offset, PAGE);
        yield page.map(([path, fields]): ArchivedTask => [path, undo(fields)]);
        if (page.length < PAGE) return;
      }
    };
    const changed = { ...head, steps: Object.fromEntries(steps), commits: 0 };
    await this.scripts.run('rearchive', pid, run, await store.archive.write(pid, changed, undone, none()));
    store.archive.forget(pid);
  }

  async #write(pid: string): Promise<string> {
    const { store } = this;
    const record = (await store.pipeline(pid))!;
    const head = {
      definition: record.definition,
      plan: await store.plan(pid, record.run),
      inputs: record.inputs,
      ...(record.published && { published: record.published }),
      steps: await store.stepFields(pid),
      commits: await this.redis.llen(this.keys.log(pid)),
    };
    return store.archive.write(pid, head, (step) => this.#tasks(pid, step), this.#log(pid));
  }

  async *#tasks(pid: string, step: string): AsyncGenerator<ArchivedTask[]> {
    for (let offset = 0; ; offset += PAGE) {
      const page = await this.store.taskFields(pid, step, offset, PAGE);
      yield page.map(([path, fields]) => [path, slim(fields)]);
      if (page.length < PAGE) return;
    }
  }

  async *#log(pid: string): AsyncGenerator<string[]> {
    for (let from = 0; ; from += PAGE) {
      const page = await this.redis.lrange(this.keys.log(pid), from, from + PAGE - 1);
      yield page;
      if (page.length < PAGE) return;
    }
  }
}

function undo({ r: _outputs, f: _facts, ...rest }: Record<string, string>): Record<string, string> {
  return rest.s === 'done' ? { ...rest, s: 'cancelled' } : rest;
}

async function* none(): AsyncGenerator<never[]> {
  yield [];
}

/** Fields of the graph, which is over. */
const WORKING = new Set(['k', 'st', 'w', 'm', 'q', 'jn', 'p', 'c', 'ky']);

const slim = (fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !WORKING.has(name)));
