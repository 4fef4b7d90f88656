import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../context.js';
import { Interrupted } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { isOver, type Pipeline } from '../gateway/api.js';
import type { Connection } from '../gateway/connection.js';
import { follow } from '../gateway/follow.js';
import { openView } from '../live/view.js';
import { formatMoney } from '../text/format.js';

/** Shows a pipeline while it runs; returns how it ended. Rejects with Interrupted. */
export async function watchPipeline(
  context: Context,
  connection: Connection,
  pipeline: Pipeline,
  title: string,
): Promise<Pipeline> {
  const { terminal, interrupted } = context;
  const linkOf = ({ url }: { url: string }) => connection.api.link(url);
  const weights = terminal.mode === 'live' ? await weightsOf(connection, pipeline) : new Map<string, number>();
  const view = await openView(pipeline, terminal, { title, linkOf, weights });
  try {
    return await follow(connection, pipeline.id, view, AbortSignal.any([interrupted, connection.broken]));
  } finally {
    view.close();
  }
}

/** So that the whole moves with its steps; without it, it moves when the gateway is asked. */
async function weightsOf({ api }: Connection, pipeline: Pipeline): Promise<Map<string, number>> {
  const { definition, inputs, seed } = pipeline;
  const plan = await api.plan({ definition, inputs, seed }).catch(() => undefined);
  return new Map(plan?.steps.map((step) => [step.id, step.end_seconds - step.start_seconds]));
}

/** Like `watchPipeline`, for a pipeline of this command's own: an interruption cancels it, and says so. */
export async function watchOwn(
  context: Context,
  connection: Connection,
  pipeline: Pipeline,
  title: string,
): Promise<Pipeline> {
  try {
    return await watchPipeline(context, connection, pipeline, title);
  } catch (error) {
    if (error instanceof Interrupted) await cancelOwn(context, connection, pipeline.id);
    throw error;
  }
}

const CANCEL_MS = 10_000;

async function cancelOwn({ terminal }: Context, connection: Connection, id: string): Promise<void> {
  terminal.complain(`Cancelling pipeline ${id} …`);
  try {
    let pipeline = await connection.api.cancel(id);
    for (const end = Date.now() + CANCEL_MS; !isOver(pipeline.status) && Date.now() < end;) {
      await delay(150);
      pipeline = await connection.api.pipeline(id);
    }
    const { length } = pipeline.outputs;
    const kept = length === 0 ? 'Nothing had been made yet.' : `What was made is kept (${counted(length, 'output')}).`;
    terminal.complain(`Cancelled. ${kept} Look at it: reelwright status ${id}`);
    if (terminal.mode === 'json')
      terminal.json({ type: 'result', id, status: pipeline.status, outputs: pipeline.outputs });
  } catch (error) {
    terminal.complain(`It could not be cancelled: ${error instanceof Error ? error.message : String(error)}`);
    terminal.complain(`Try again: reelwright cancel ${id}`);
  }
}

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** These failures are the machine's, not the work's. */
const ENVIRONMENT = new Set(['disk_full', 'tool_missing']);

export function exitCodeOf({ status, error }: Pick<Pipeline, 'status' | 'error'>): number {
  if (status === 'completed') return EXIT.ok;
  if (status === 'paused' || status === 'running') return EXIT.paused;
  return ENVIRONMENT.has(error?.code ?? '') ? EXIT.environment : EXIT.failed;
}

/** Why a pipeline did not end well, and what to do. */
export function failureLines(pipeline: Pipeline): string[] {
  const { id, status, error, failed_step, paused_by } = pipeline;
  if (paused_by) return pausedLines(id, paused_by);
  if (status === 'running')
    return pipeline.in_review > 0 || pipeline.pilot !== 'waiting'
      ? reviewLines(id, pipeline.in_review)
      : pilotLines(id);
  if (status === 'cancelled') return [`Pipeline ${id} was cancelled.`];
  const where = failed_step === undefined ? '' : ` in step ${failed_step}`;
  const reason = error === undefined ? 'for a reason it does not tell' : error.message;
  return [`Pipeline ${id} failed${where}: ${reason}`, ...(error === undefined ? [] : [error.hint])];
}

/** That results wait for a decision, and how to decide. */
const reviewLines = (id: string, count: number): string[] => [
  `Pipeline ${id} waits for you: ${counted(count, 'result')} to decide about.`,
  `Look at them: reelwright review ${id}; go on with all: reelwright approve ${id}; then: reelwright watch ${id}`,
];

/** That a pilot is made, and how to go on. */
const pilotLines = (id: string): string[] => [
  `Pipeline ${id} waits for you: its pilot is made, and the rest is held.`,
  `What the rest will cost: reelwright pilot ${id}; make it: reelwright release ${id}; then: reelwright watch ${id}`,
];

/** That a budget is used up, or a gate waited in vain, and how to go on. */
export function pausedLines(id: string, by: NonNullable<Pipeline['paused_by']>): string[] {
  const { scope, limit_usd = 0, spent_usd = 0, needed_usd = 0 } = by;
  if (scope === undefined)
    return [
      `Pipeline ${id} is paused: nobody decided about ${by.task_id} in ${by.waited_sec ?? 0} s.`,
      `Look at it: reelwright review ${id}; decide, and go on: reelwright resume ${id}`,
    ];
  const [limit, spent, needed] = [limit_usd, spent_usd, needed_usd].map((usd) => formatMoney(usd * 1e6));
  const whose = {
    pipeline: 'its budget',
    key: 'the budget of your key',
    day: 'the budget of the day',
    month: 'the budget of the month',
  }[scope];
  const more = Math.ceil(limit_usd + needed_usd);
  const raise = scope === 'pipeline' ? `budget ${id} ${more}` : `budget --${scope} ${more}`;
  const goOn = scope === 'pipeline' ? `reelwright watch ${id}` : `reelwright resume ${id}`;
  return [
    `Pipeline ${id} is paused: ${by.task_id} would cost ${needed}, and of ${whose} of ${limit} ${spent} is used.`,
    `What was made is kept. Raise the limit: reelwright ${raise}; then go on: ${goOn}`,
  ];
}
