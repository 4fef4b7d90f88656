import type { ArtifactStore } from '#artifacts';
import type { Engine } from '#engine';
import { isOver } from '#engine';
import type { ArtifactRef, PortValue } from '#pipeline';
import { isArtifactRef, taskId } from '#pipeline';
import { itemOf } from './item.js';
import type { Origin } from './item.js';
import type { Records } from './records.js';

/** Entries of a commit log, or tasks, that are looked at together. */
const PAGE = 200;
/** Entries of one pipeline in a round, so that a large one does not keep others waiting. */
const MOST_ENTRIES = 2_000;
/** Whoever dies over it does not keep others from it for long. */
const LOCK_MS = 30_000;

/** A file of a task, with what the task knows of it. */
interface Output {
  ref: ArtifactRef;
  origin: Origin;
}

/**
 * Puts what pipelines make into the library: while they run by their commit logs, and once they are over all of it
 * again, by what they have then. Nothing is lost with the process that does it: which pipelines are to be looked at, and
 * how far one was, is in Redis, and doing it twice changes nothing.
 */
export class Lister {
  constructor(
    private readonly engine: Pick<Engine, 'redis' | 'keys' | 'store'>,
    private readonly store: Pick<ArtifactStore, 'getRecipe'>,
    private readonly records: Records,
  ) {}

  /** Looks at every pipeline that may have something new; one process at a time does. */
  async round(signal?: AbortSignal): Promise<void> {
    const { redis } = this.engine;
    const { unlisted, listing } = this.records.keys;
    const pids = await redis.smembers(unlisted);
    if (pids.length === 0 || (await redis.set(listing, '1', 'PX', LOCK_MS, 'NX')) === null) return;
    try {
      for (const pid of pids) {
        if (signal?.aborted) return;
        await this.list(pid);
        await redis.pexpire(listing, LOCK_MS);
      }
    } finally {
      await redis.del(listing);
    }
  }

  /** One pipeline, as far as it is by now; a large one needs several calls. */
  async list(pid: string): Promise<void> {
    const record = await this.engine.store.pipeline(pid);
    if (!record) {
      await this.records.settle(pid, 0);
      return;
    }
    if (!record.archived && !(await this.#follow(pid, record.run))) return;
    if (!isOver(record.status)) return;
    await this.#reconcile(pid, record.run, record.archived);
    await this.records.settle(pid, record.run);
  }

  /** Goes on along the commit log; true at its end. */
  async #follow(pid: string, run: number): Promise<boolean> {
    const { redis, keys, store } = this.engine;
    const { cursor } = this.records.keys;
    const [known, seen] = ((await redis.hget(cursor, pid)) ?? '0|0').split('|').map(Number);
    let at = known === run ? seen! : 0;
    for (const until = at + MOST_ENTRIES; at < until;) {
      const entries = await redis.lrange(keys.log(pid), at, at + PAGE - 1);
      if (entries.length === 0) return true;
      const ids = [...new Set(entries.map((entry) => entry.split('|')[0]!))];
      const tasks = await store.tasksOf(pid, ids);
      await this.#add(
        pid,
        tasks.flatMap(({ id, step, outputs, facts, endedAt }) =>
          outputsIn(outputs).map((ref) => ({ ref, origin: originOf(pid, step, id, facts, endedAt) })),
        ),
      );
      at += entries.length;
      await redis.hset(cursor, pid, `${run}|${at}`);
    }
    return false;
  }

  /** What it has now is in the library, and what it no longer has is not, unless others want it. */
  async #reconcile(pid: string, run: number, archived: boolean): Promise<void> {
    const { store } = this.engine;
    const listed = await this.#listed(pid);
    const present = new Set<string>();
    const plan = await store.plan(pid, run);
    for (const { id: step } of plan.steps) {
      for (let offset = 0; ; offset += PAGE) {
        const tasks = archived
          ? await store.archive.tasks(pid, run, step, offset, PAGE)
          : await store.taskFields(pid, step, offset, PAGE);
        const outputs = tasks.flatMap(([path, fields]) => {
          const facts = fields.f ? (JSON.parse(fields.f) as Record<string, unknown>) : undefined;
          const ended = fields.z === undefined ? undefined : Number(fields.z);
          const origin = originOf(pid, step, taskId(step, path), facts, ended);
          return versionsIn(fields).map((ref) => ({ ref, origin }));
        });
        for (const { ref } of outputs) present.add(this.records.idOf(ref.digest));
        await this.#add(
          pid,
          outputs.filter(({ ref }) => !listed.has(this.records.idOf(ref.digest))),
        );
        if (tasks.length < PAGE) break;
      }
    }
    await this.records.leave(
      pid,
      [...listed].filter((id) => !present.has(id)),
    );
  }

  async #listed(pid: string): Promise<Set<string>> {
    const listed = new Set<string>();
    for await (const ids of this.engine.redis.sscanStream(this.records.keys.of(pid), { count: 500 }))
      for (const id of ids as string[]) listed.add(id);
    return listed;
  }

  /** What is there already needs no look at what is kept beside it. */
  async #add(pid: string, outputs: readonly Output[]): Promise<void> {
    const byDigest = new Map(outputs.map((output) => [output.ref.digest, output]));
    const missing = await this.records.join(pid, [...byDigest.keys()]);
    const items = await Promise.all(
      missing.map(async (digest) => {
        const { ref, origin } = byDigest.get(digest)!;
        const at = Date.parse(origin.at);
        const { bytes, media, mime, facts } = ref;
        const found = { digest, bytes, media, mime, storedAt: at, origin, ...(facts && { facts: { ...facts } }) };
        return { item: itemOf(found, await this.store.getRecipe(digest)), at };
      }),
    );
    await this.records.put(
      items.flatMap(({ item, at }) => (item ? [{ item, at }] : [])),
      { pipeline: pid },
    );
  }
}

function originOf(
  pipeline: string,
  step: string,
  task: string,
  facts: Record<string, unknown> | undefined,
  endedAt = Date.now(),
): Origin {
  const cost = facts?.microDollars;
  return {
    ...{ pipeline, step, task, at: new Date(endedAt).toISOString() },
    ...(typeof cost === 'number' && { cost }),
  };
}

/** The files among a task's outputs; what belongs to another file is none of its own. */
function outputsIn(outputs: Record<string, PortValue> | undefined): ArtifactRef[] {
  return Object.values(outputs ?? {})
    .flat()
    .filter(isArtifactRef);
}

/** What a task put out, and what it had before somebody changed it in review. */
function versionsIn(fields: Record<string, string>): ArtifactRef[] {
  const texts = Object.entries(fields).filter(([name, text]) => /^(r|v\d+)$/.test(name) && text !== '');
  return texts.flatMap(([, text]) => outputsIn(JSON.parse(text) as Record<string, PortValue>));
}
