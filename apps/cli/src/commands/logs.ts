import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import type { Plan } from '../gateway/api.js';
import type { Connection } from '../gateway/connection.js';
import { follow } from '../gateway/follow.js';
import { outcomeOf, troubleOf } from '../live/state.js';
import type { LiveEvent } from '../live/state.js';
import { formatBytes, formatDuration } from '../text/format.js';
import { oneLine } from '../text/width.js';

/** What happened to a pipeline, oldest first; with `goOn` until it is over. */
export async function logs(context: Context, id: string, goOn: boolean): Promise<number> {
  return context.withGateway(async (connection) => {
    const { terminal } = context;
    const pipeline = await connection.api.pipeline(id);
    const tell = (event: LiveEvent): void => {
      const line = logLine(event);
      if (terminal.mode === 'json') terminal.json(event);
      else if (line !== undefined) terminal.result([line], event);
    };
    if (terminal.mode !== 'json') terminal.result(choiceLines(await planOf(connection, pipeline)), undefined);
    if (goOn) {
      const nothing = (): void => undefined;
      const watcher = { event: tell, snapshot: nothing, note: (line: string) => terminal.complain(line) };
      await follow(connection, id, watcher, AbortSignal.any([context.interrupted, connection.broken]));
    } else for await (const event of eventsOf(connection, id)) tell(event);
    return EXIT.ok;
  });
}

async function* eventsOf({ api }: Connection, id: string): AsyncGenerator<LiveEvent> {
  for (let after = '0'; ;) {
    const page = await api.events(id, after);
    yield* page;
    if (page.length === 0) return;
    after = page.at(-1)!.id;
  }
}

/** Who runs what, and why, can only be told while the same providers are there. */
async function planOf(
  { api }: Connection,
  { definition, inputs, seed }: Awaited<ReturnType<Connection['api']['pipeline']>>,
): Promise<Plan | undefined> {
  return api.plan({ definition, inputs, seed }).catch(() => undefined);
}

export const choiceLines = (plan: Pick<Plan, 'steps'> | undefined): string[] =>
  (plan?.steps ?? []).map(({ id, provider, model, resource, why }) =>
    oneLine(`${id}: ${provider}/${model} on ${resource}: ${why}`),
  );

/** One event in words; undefined for what is only progress. Pure. */
export function logLine(event: LiveEvent): string | undefined {
  const words = wordsOf(event);
  if (words === undefined) return undefined;
  const time = new Date(Number(event.id.split('-')[0])).toISOString();
  const about = text(event.data.task_id) || text(event.data.step_id) || 'pipeline';
  // A failure names its item itself, for those who see it alone.
  return oneLine(`${time} ${about}: ${words.replace(`${about}: `, '')}`);
}

function wordsOf(event: LiveEvent): string | undefined {
  const { type, data } = event;
  switch (type) {
    case 'pipeline_status':
      return text(data.status) + (data.current_step === undefined ? '' : ` (step ${text(data.current_step)})`);
    case 'task_status':
      return taskWords(data);
    case 'step_status':
      return `step ${text(data.status)}: ${number(data.done)} done, ${number(data.failed)} failed, ${number(data.skipped)} skipped`;
    case 'output_ready':
      return `${text(data.output_type)} ready (${formatBytes(number(data.bytes))}) ${text(data.output_url)}`;
    case 'error': {
      const trouble = troubleOf(event);
      const wait = typeof data.retry_in_ms === 'number' ? ` In ${formatDuration(data.retry_in_ms)}.` : '';
      return `${outcomeOf(trouble)}[${trouble.code}] ${trouble.message} ${trouble.hint}${wait}`;
    }
    default:
      return undefined;
  }
}

const SOURCES: Readonly<Record<string, string>> = {
  cache: 'taken from the cache',
  own: 'taken from an earlier run',
};

function taskWords({ status, worker, how, ms }: LiveEvent['data']): string {
  if (status === 'running') return `started on ${text(worker)}`;
  if (status !== 'done') return text(status);
  return SOURCES[text(how)] ?? `done in ${formatDuration(number(ms))}`;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
