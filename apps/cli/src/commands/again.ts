import { resolve } from 'node:path';
import type { Context } from '../context.js';
import { CliError, usageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { Changes, Pipeline } from '../gateway/api.js';
import { exportCheckpoint, importCheckpoint, isCheckpointFolder } from '../gateway/checkpoint-folder.js';
import type { Connection } from '../gateway/connection.js';
import { type ChangeFlags, changesFrom, parseSettings } from '../request/changes.js';
import { readText } from '../request/definition.js';
import { formatAge } from '../text/format.js';
import { table } from '../text/table.js';
import { planLines } from './plan.js';
import { finish } from './run.js';
import { counted } from './watching.js';

export interface AgainFlags extends ChangeFlags {
  plan?: boolean;
  detach?: boolean;
  output?: string;
}

export interface RetryFlags extends Pick<AgainFlags, 'set' | 'detach' | 'output'> {
  task?: string;
}

/** Goes on with a pipeline: paused, failed, cancelled, or completed with changes. `id` may be a checkpoint's. */
export async function resume(context: Context, id: string, flags: AgainFlags): Promise<number> {
  const folder = resolve(context.folder, id);
  if (isCheckpointFolder(folder)) return resumeFolder(context, folder, flags);
  const [pid = '', seq] = id.split('@');
  const asked = seq === undefined ? flags : { ...flags, checkpoint: id };
  return again(context, pid, asked, ({ api }, changes) => api.run(pid, changes));
}

/** A new pipeline from a checkpoint in a folder, perhaps of another machine. */
async function resumeFolder(context: Context, folder: string, flags: AgainFlags): Promise<number> {
  const changed = [flags.set, flags.input, flags.rerun].some((list) => list.length > 0);
  if (changed || flags.plan === true || flags.definition !== undefined)
    throw usageError('A folder is resumed as it is.', 'Resume it first, then fork the pipeline with the changes.');
  return context.withGateway(async (connection) => {
    const begun = performance.now();
    needsOthers(connection, flags);
    const pipeline = await importCheckpoint(connection, folder, context.interrupted);
    return finish(context, connection, pipeline, flags, begun);
  });
}

/** A new pipeline with changes. */
export async function fork(context: Context, id: string, flags: AgainFlags): Promise<number> {
  return again(context, id, flags, ({ api }, changes) => api.fork(id, { ...changes, run: true }));
}

/** Does a step anew, or what failed of it, or one of its tasks. */
export async function retry(context: Context, id: string, step: string, flags: RetryFlags): Promise<number> {
  const target = flags.task ?? step;
  const fields = flags.set.map((setting) => (setting.startsWith(`${step}.`) ? setting : `${step}.${setting}`));
  const override = Object.assign({}, ...Object.values(parseSettings(fields))) as Record<string, unknown>;
  const body = {
    ...(target !== step && { task_id: target }),
    ...(flags.set.length > 0 && { override_config: override }),
  };
  return context.withGateway(async (connection) => {
    const begun = performance.now();
    needsOthers(connection, flags);
    const pipeline = await connection.api.retry(id, step, body);
    return finish(context, connection, pipeline, flags, begun);
  });
}

async function again(
  context: Context,
  id: string,
  flags: AgainFlags,
  act: (connection: Connection, changes: Changes) => Promise<Pipeline>,
): Promise<number> {
  return context.withGateway(async (connection) => {
    const begun = performance.now();
    const read = (path: string) => readText(resolve(context.folder, path));
    const changes = changesFrom(await connection.api.pipeline(id), flags, read);
    if (flags.plan === true) {
      const planned = await connection.api.planChanges(id, changes);
      context.terminal.result(planLines(planned), planned);
      return EXIT.ok;
    }
    needsOthers(connection, flags);
    return finish(context, connection, await act(connection, changes), flags, begun);
  });
}

function needsOthers(connection: Connection, { detach }: { detach?: boolean }): void {
  if (detach !== true || !connection.owned) return;
  throw new CliError(
    'no_stack',
    'There is no running stack to leave it to: this command’s own would stop with it.',
    EXIT.environment,
    'Start one in another terminal, `reelwright up`, and try again; or leave out --detach.',
  );
}

const MOST_LISTED = 100;

export async function checkpoints(context: Context, id: string, folder?: string): Promise<number> {
  if (folder !== undefined) return exportTo(context, id, resolve(context.folder, folder));
  if (id.includes('@')) throw usageError(`${id} is a checkpoint already.`, `Go on from it: reelwright resume ${id}`);
  return context.withGateway(async ({ api }) => {
    const { items, total } = await api.checkpoints(id, MOST_LISTED);
    const rows = items.map((item) => [
      item.id,
      `${item.tasks_done} done`,
      item.task_id,
      HOW[item.how],
      formatAge(Date.now() - Date.parse(item.created_at)),
    ]);
    const more = total > items.length ? [`… and ${total - items.length} earlier ones`] : [];
    const lines = rows.length === 0 ? ['There is none yet: nothing is done.'] : table(rows);
    context.terminal.result([...lines, ...more], { items, total });
    return EXIT.ok;
  });
}

async function exportTo(context: Context, id: string, dir: string): Promise<number> {
  const [pid = '', seq] = id.split('@');
  return context.withGateway(async (connection) => {
    const files = await exportCheckpoint(connection, pid, seq === undefined ? undefined : id, dir, context.interrupted);
    const lines = [
      `${dir}: the checkpoint and ${counted(files, 'file')}.`,
      `Go on from it, also elsewhere: reelwright resume ${dir}`,
    ];
    context.terminal.result(lines, { type: 'result', id, folder: dir, files });
    return EXIT.ok;
  });
}

const HOW = { ran: 'made', known: 'unchanged', own: 'made before', cache: 'from the cache' } as const;
