import type { Context } from '../context.js';
import { usageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { Schedule, ScheduleDetail } from '../gateway/api.js';
import { type RunFlags, runRequest, sourceOf } from '../request/definition.js';
import { table } from '../text/table.js';

export interface ScheduleFlags extends RunFlags {
  cron?: string;
  timezone?: string;
  name?: string;
  missed?: string;
  overlap?: string;
}

type Act = (context: Context, what: string, flags: ScheduleFlags) => Promise<number>;
const ACTIONS: Record<string, Act> = { add, ls: list, show, run, pause, resume, rm: remove };

/** Pipelines that are made again and again: add one, list them, look at one, run, pause, resume or remove it. */
export async function schedule(context: Context, action: string, what: string, flags: ScheduleFlags): Promise<number> {
  const act = ACTIONS[action];
  if (!act) throw usageError(`"schedule" cannot "${action}".`, `Say one of: ${Object.keys(ACTIONS).join(', ')}.`);
  if (what === '' && action !== 'ls')
    throw usageError(`Which one should it ${action}?`, 'Name a template or a file to add, or a schedule of the list.');
  return act(context, what, flags);
}

async function add(context: Context, what: string, flags: ScheduleFlags): Promise<number> {
  const { cron, name = what, timezone = hereZone() } = flags;
  if (cron === undefined) throw usageError('When should it run?', 'Say it as cron does: --cron "30 7 * * MON-FRI"');
  const missed = oneOf('--missed', flags.missed ?? 'run_once', ['skip', 'run_once', 'run_all']);
  const overlap = oneOf('--overlap', flags.overlap ?? 'skip', ['allow', 'skip', 'cancel']);
  const source = sourceOf(what, context.folder);
  return context.withGateway(async ({ api }) => {
    const pipeline = await runRequest(api, source, flags, context.folder);
    const body = { name, cron, timezone, missed, overlap, pipeline };
    const made = await api.call((client) => client.POST('/schedules', { body }));
    context.terminal.result([`Schedule ${made.id} is set.`, ...nextLines(made)], made);
    return EXIT.ok;
  });
}

/** Clocks are those of whoever types, unless they say otherwise. */
const hereZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

function oneOf<Value extends string>(flag: string, text: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === text);
  if (found === undefined) throw usageError(`${flag} ${text} is not known.`, `Say one of: ${values.join(', ')}.`);
  return found;
}

/** Pure. */
export function nextLines({ next_runs, timezone, paused_because }: Schedule): string[] {
  if (next_runs.length === 0) return [`It is paused: ${paused_because ?? ''}`];
  return ['It runs next:', ...next_runs.map((at) => `  ${localTime(at, timezone)}`)];
}

const localTime = (at: string, timeZone: string): string =>
  `${new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(at))} ${timeZone}`;

async function list(context: Context): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const found = await api.call((client) => client.GET('/schedules', { params: { query: { limit: 500 } } }));
    context.terminal.result(scheduleLines(found.items), found);
    return EXIT.ok;
  });
}

/** Pure. */
export function scheduleLines(found: readonly Schedule[]): string[] {
  if (found.length === 0) return ['There are none; reelwright schedule add TEMPLATE --cron "0 7 * * *" sets one.'];
  const rows = found.map(({ id, cron, timezone, next_runs: [next], pipeline_name, name }) => [
    ...[id, cron, next === undefined ? 'paused' : localTime(next, timezone), pipeline_name, name],
  ]);
  return table([['schedule', 'times', 'next', 'pipeline', 'name'], ...rows]);
}

async function show(context: Context, id: string): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const found = await api.call((client) => client.GET('/schedules/{id}', { params: { path: { id } } }));
    context.terminal.result([...scheduleLines([found]), ...nextLines(found), ...runLines(found)], found);
    return EXIT.ok;
  });
}

/** Pure. */
export function runLines({ runs, timezone }: ScheduleDetail): string[] {
  if (runs.length === 0) return [];
  const rows = runs.map(({ at, outcome, pipeline_id, note }) => [
    ...[localTime(at, timezone), outcome, pipeline_id ?? note ?? ''],
  ]);
  return ['It ran:', ...table(rows).map((line) => `  ${line}`)];
}

async function run(context: Context, id: string): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const made = await api.call((client) => client.POST('/schedules/{id}/run', { params: { path: { id } } }));
    context.terminal.result([`Pipeline ${made.id} runs: reelwright watch ${made.id}`], made);
    return EXIT.ok;
  });
}

async function pause(context: Context, id: string): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const found = await api.call((client) => client.POST('/schedules/{id}/pause', { params: { path: { id } } }));
    context.terminal.result([`Schedule ${id} is paused.`], found);
    return EXIT.ok;
  });
}

async function resume(context: Context, id: string): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const found = await api.call((client) => client.POST('/schedules/{id}/resume', { params: { path: { id } } }));
    context.terminal.result(nextLines(found), found);
    return EXIT.ok;
  });
}

async function remove(context: Context, id: string): Promise<number> {
  return context.withGateway(async ({ api }) => {
    await api.call((client) => client.DELETE('/schedules/{id}', { params: { path: { id } } }));
    context.terminal.result([`Removed ${id}; what it made stays.`], { id });
    return EXIT.ok;
  });
}
