import type { Engine } from '#engine';
import type { Command, Commands } from './commands.js';

const RELEASE = 'release(pid, id, false, n[8])';
/** What the first half must leave for the second. */
const JOINS = ", 'jn', ''";

/**
 * The control of the experiment: the engine's commit as two commands, one that marks the task done and one that sets
 * free what waits for it. Whoever dies between them leaves tasks that nobody ever runs; the checks must see that.
 */
export function splitCommit(engine: Engine, between: () => void): void {
  const { scriptsSet } = engine.redis as unknown as { scriptsSet: Record<string, { lua: string }> };
  const whole = scriptsSet.reelwright_commit!.lua;
  const end = whole.lastIndexOf(RELEASE);
  const start = whole.lastIndexOf('local pid, id, epoch', end);
  if (start < 0 || !whole.includes(JOINS))
    throw new Error('the commit script has changed: the control does not know where to split it');
  const define = (name: string, lua: string) => engine.redis.defineCommand(name, { numberOfKeys: 1, lua });
  define('chaos_mark', (whole.slice(0, end) + whole.slice(end + RELEASE.length)).replace(JOINS, ''));
  define(
    'chaos_release',
    `${whole.slice(0, start)}local pid, id, n = ARGV[1], ARGV[2], {}\n${whole.slice(end).replace("'ok', ", '')}`,
  );
  const commands = engine.redis as unknown as Commands;
  const [mark, release] = [commands.chaos_mark, commands.chaos_release] as [Command, Command];
  commands.reelwright_commit = async (base, pid, task, ...rest) => {
    const answer = (await mark.call(engine.redis, base, pid, task, ...rest)) as [string, number];
    if (answer[0] !== 'ok') return answer;
    between();
    return ['ok', ...((await release.call(engine.redis, base, pid, task)) as unknown[])];
  };
}
