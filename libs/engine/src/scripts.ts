import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

/** Every state change of the engine: one atomic script each, in `lua/`. */
const SCRIPTS = [
  'create',
  'start',
  'take',
  'claim',
  'progress',
  'commit',
  'fail',
  'abort',
  'expand',
  'release',
  'cancel',
  'finish',
  'requeue',
  'worked',
] as const;
type ScriptName = (typeof SCRIPTS)[number];

type Argument = string | number;
type Script = (key: string, ...args: Argument[]) => Promise<unknown>;

const read = (name: string) => readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8');

/** The scripts bound to a connection and a base key. */
export class Scripts {
  readonly #scripts: Record<ScriptName, Script>;

  constructor(
    redis: Redis,
    private readonly base: string,
  ) {
    const common = read('common');
    for (const name of SCRIPTS) {
      redis.defineCommand(`reelwright_${name}`, { numberOfKeys: 1, lua: `${common}\n${read(name)}` });
    }
    const commands = redis as unknown as Record<string, Script>;
    this.#scripts = Object.fromEntries(
      SCRIPTS.map((name) => [
        name,
        (key: string, ...args: Argument[]) => commands[`reelwright_${name}`]!.call(redis, key, ...args),
      ]),
    ) as Record<ScriptName, Script>;
  }

  /** Runs a script; the caller names the shape its header comment promises. */
  async run<Result>(name: ScriptName, ...args: Argument[]): Promise<Result> {
    return (await this.#scripts[name](this.base, ...args)) as Result;
  }
}
