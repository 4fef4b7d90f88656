import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

/**
 * Every state change of the engine: one atomic script each, in `lua/`, with the parts it stands on. Only those: Redis
 * builds their functions anew at each call, and the calls that are made for each task are counted.
 */
const SCRIPTS = {
  create: ['base', 'steps', 'pilot', 'graph', 'grow'],
  start: ['base', 'queues', 'ring'],
  pause: ['base'],
  move: ['base', 'queues', 'ring'],
  take: ['base'],
  claim: ['base', 'lease'],
  reuse: ['base', 'lease', 'cache'],
  enter: ['base', 'lease', 'cache', 'limits'],
  hold: ['base'],
  intend: ['base', 'lease', 'cache', 'limits', 'money'],
  submitted: ['base', 'money'],
  billed: ['base', 'money'],
  heard: ['base', 'money'],
  unclaimed: ['base', 'money'],
  close: ['base', 'money'],
  due: ['base'],
  budget: ['base'],
  progress: ['base', 'steps', 'cache'],
  preview: ['base'],
  commit: ['base', 'lease', 'cache', 'steps', 'pilot', 'graph', 'judge'],
  commitPaid: ['base', 'lease', 'cache', 'steps', 'pilot', 'graph', 'limits', 'money', 'judge'],
  fail: ['base', 'queues', 'lease', 'cache', 'limits', 'steps', 'pilot', 'graph', 'failure'],
  review: ['base', 'steps', 'pilot', 'graph', 'judge'],
  inspect: ['base', 'steps', 'pilot', 'graph', 'judge'],
  overdue: ['base', 'steps', 'pilot', 'graph', 'judge'],
  order: ['base'],
  abort: ['base', 'queues', 'failure'],
  expand: ['base', 'steps', 'pilot', 'graph', 'grow'],
  release: ['base', 'steps', 'pilot', 'graph'],
  cancel: ['base', 'queues'],
  finish: ['base'],
  requeue: ['base', 'lease'],
  decide: ['base', 'pilot'],
  unhold: ['base', 'steps', 'pilot', 'graph'],
  worked: ['base', 'pilot'],
  request: ['base'],
  answer: ['base'],
  shed: ['base'],
  rewind: ['base', 'queues', 'ring'],
  rename: ['base'],
  rebuild: ['base', 'steps', 'pilot', 'graph', 'grow'],
  archive: ['base'],
  rearchive: ['base'],
  archived: ['base'],
  evict: ['base', 'cache'],
  drop: ['base'],
  forget: ['base', 'queues'],
  demand: ['base'],
  serve: ['base'],
  beat: ['base'],
  leave: ['base'],
} as const;
type ScriptName = keyof typeof SCRIPTS;

/**
 * A moment between two changes of state, where a process may die: around each script. `after commit` is before the job
 * returns, `after take` before its jobs are added, `after expand` between two chunks, `before finish` after publishing.
 */
export type RacePoint = `before ${ScriptName}` | `after ${ScriptName}`;
const NAMES = Object.keys(SCRIPTS) as ScriptName[];
/** The same change with more to stand on. */
const SAME_AS: Partial<Record<ScriptName, ScriptName>> = { commitPaid: 'commit' };

type Argument = string | number | Buffer;
type Script = (key: string, ...args: Argument[]) => Promise<unknown>;

const read = (name: string) => readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8');

/**
 * Scripts of other libraries over the same Redis, bound to its connection: `<folder>/<name>.lua`, each called with the
 * base of all keys as KEYS[1]. Name them so that no two libraries share a name.
 */
export function bindScripts<Name extends string>(
  redis: Redis,
  base: string,
  folder: URL,
  names: readonly Name[],
): Record<Name, (...args: Argument[]) => Promise<unknown>> {
  const bound = names.map((name) => {
    const lua = readFileSync(new URL(`${name}.lua`, folder), 'utf8');
    redis.defineCommand(`reelwright_${name}`, { numberOfKeys: 1, lua });
    const script = (redis as unknown as Record<string, Script>)[`reelwright_${name}`]!;
    return [name, (...args: Argument[]) => script.call(redis, base, ...args)] as const;
  });
  return Object.fromEntries(bound) as Record<Name, (...args: Argument[]) => Promise<unknown>>;
}

/** The scripts bound to a connection and a base key. */
export class Scripts {
  readonly #scripts: Record<ScriptName, Script>;

  constructor(
    redis: Redis,
    private readonly base: string,
    private readonly racePoint?: (point: RacePoint) => void | Promise<void>,
  ) {
    for (const name of NAMES) {
      const lua = [...SCRIPTS[name], SAME_AS[name] ?? name].map(read).join('\n');
      redis.defineCommand(`reelwright_${name}`, { numberOfKeys: 1, lua });
    }
    const commands = redis as unknown as Record<string, Script>;
    this.#scripts = Object.fromEntries(
      NAMES.map((name) => [
        name,
        (key: string, ...args: Argument[]) => commands[`reelwright_${name}`]!.call(redis, key, ...args),
      ]),
    ) as Record<ScriptName, Script>;
  }

  /** Runs a script; the caller names the shape its header comment promises. */
  async run<Result>(name: ScriptName, ...args: Argument[]): Promise<Result> {
    if (this.racePoint) await this.racePoint(`before ${name}`);
    const result = (await this.#scripts[name](this.base, ...args)) as Result;
    if (this.racePoint) await this.racePoint(`after ${name}`);
    return result;
  }
}
