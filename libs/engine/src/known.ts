import { parseNodeId } from '#pipeline';
import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';
import type { Store } from './store.js';

/** A result as it is carried over to another run: JSON texts, never written anew on the way. */
export interface KnownResult {
  task: string;
  /** Action key; empty where the work had none. */
  key: string;
  outputs: string;
  facts: string;
}

interface Version {
  k: string;
  o: string;
  f: string;
  n: number;
}

/** Tasks read or written in one round trip. */
const CHUNK = 500;
/** Results kept of one task, the newest ones. */
const MAX_VERSIONS = 10;
/** A fork that was never created leaves nothing behind. */
const ORPHAN_SECONDS = 3600;

/** Results of finished tasks, carried from run to run and from pipeline to pipeline. */
export class KnownResults {
  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
    private readonly store: Store,
  ) {}

  /** What a pipeline's present run has made, in chunks; up to a place in its commit log, else all. */
  async *of(pid: string, upTo = Infinity): AsyncGenerator<KnownResult[]> {
    const archived = await this.store.archivedRun(pid);
    if (archived !== undefined) {
      for await (const page of this.store.archive.all(pid, archived))
        yield page.flatMap(([task, { s, sq, r, f }]) => resultOf(task, [s, sq, r, f], upTo));
      return;
    }
    const index = this.keys.index(pid);
    for (let from = 0; ; from += CHUNK) {
      const ids = await this.redis.lrange(index, from, from + CHUNK - 1);
      if (ids.length === 0) return;
      const tasks = ids.filter((id) => parseNodeId(id).kind === 'task');
      const batch = this.redis.pipeline();
      for (const task of tasks) batch.hmget(this.keys.node(pid, task), 's', 'sq', 'r', 'f');
      const found = (await batch.exec()) ?? [];
      yield tasks.flatMap((task, at) => {
        const [error, fields] = found[at]!;
        if (error) throw error;
        return resultOf(task, fields as (string | null)[], upTo);
      });
    }
  }

  /** Hands results to the pipeline's run after `run`; repeating it changes nothing. */
  async keep(pid: string, run: number, results: readonly KnownResult[]): Promise<void> {
    if (results.length === 0) return;
    const key = this.keys.known(pid);
    const before = await this.redis.hmget(key, ...results.map(({ task }) => task));
    const fields = results.flatMap(({ task, key: k, outputs: o, facts: f }, at) => {
      const versions = JSON.parse(before[at] ?? '[]') as Version[];
      const others = versions.filter((version) => version.k !== k || version.o !== o);
      return [task, JSON.stringify([...others, { k, o, f, n: run }].slice(-MAX_VERSIONS))];
    });
    await this.redis.hset(key, ...fields);
  }

  /** Takes over what another pipeline made, for one that is about to be created. */
  async copy(from: AsyncIterable<KnownResult[]>, to: string): Promise<void> {
    for await (const results of from) await this.keep(to, 0, results);
    await this.redis.expire(this.keys.known(to), ORPHAN_SECONDS);
  }
}

function resultOf(
  task: string,
  [state, seq, outputs, facts]: readonly (string | null | undefined)[],
  upTo: number,
): KnownResult[] {
  if (state !== 'done' || outputs === null || outputs === undefined || Number(seq) > upTo) return [];
  return [{ task, key: keyIn(facts), outputs, facts: facts ?? '' }];
}

function keyIn(facts: string | null | undefined): string {
  if (!facts) return '';
  const { actionKey } = JSON.parse(facts) as { actionKey?: string };
  return actionKey ?? '';
}
