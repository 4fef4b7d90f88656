import type { Engine } from '#engine';

/** A script of the engine about a task as ioredis knows it: the engine's base key, then the script's arguments. */
export type Command = (
  base: string,
  pid: string | number,
  task: string | number,
  ...rest: (string | number)[]
) => Promise<unknown>;
export type Commands = Record<string, Command | undefined>;

type Arguments = (string | number)[];

/** Lets `see` look at every call of a script and its answer, and `before` change what it is called with. */
export function watchScript(
  engine: Engine,
  script: string,
  see: (args: Arguments, answer: unknown) => void,
  before: (args: Arguments) => void = () => {},
): void {
  const commands = engine.redis as unknown as Record<string, (base: string, ...args: Arguments) => Promise<unknown>>;
  const original = commands[`reelwright_${script}`]!;
  commands[`reelwright_${script}`] = async (base, ...args) => {
    before(args);
    const answer = await original.call(engine.redis, base, ...args);
    see(args, answer);
    return answer;
  };
}
