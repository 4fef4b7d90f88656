import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import type { LogEntry } from '../gateway/api.js';
import type { Connection } from '../gateway/connection.js';
import { follow } from '../gateway/follow.js';
import { outcomeOf, troubleOf } from '../live/state.js';
import { formatBytes, formatDuration, formatMoney } from '../text/format.js';
import { oneLine } from '../text/width.js';

/** What happened to a pipeline and was decided, oldest first; with `goOn` until it is over. */
export async function logs(context: Context, id: string, goOn: boolean): Promise<number> {
  return context.withGateway(async (connection) => {
    const { terminal } = context;
    await connection.api.pipeline(id);
    const reader = new LogReader(connection, id, (entry) => {
      const line = logLine(entry);
      if (terminal.mode === 'json') terminal.json(entry);
      else if (line !== undefined) terminal.result([line], entry);
    });
    if (goOn) {
      const nothing = (): void => undefined;
      const watcher = {
        event: () => reader.poke(),
        snapshot: nothing,
        note: (line: string) => terminal.complain(line),
      };
      await follow(connection, id, watcher, AbortSignal.any([context.interrupted, connection.broken]));
    }
    await reader.rest();
    return EXIT.ok;
  });
}

/** Reads the log page by page and tells each entry once. */
class LogReader {
  #after = '0';
  #reading: Promise<void> = Promise.resolve();
  #waiting = false;

  constructor(
    private readonly connection: Connection,
    private readonly id: string,
    private readonly tell: (entry: LogEntry) => void,
  ) {}

  /** There is more; what cannot be read now is read with the next. */
  poke(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#reading = this.#reading.then(() => this.#read()).catch(() => undefined);
  }

  /** Whatever is left by now. */
  async rest(): Promise<void> {
    await this.#reading;
    await this.#read();
  }

  async #read(): Promise<void> {
    this.#waiting = false;
    for (;;) {
      const { items, next } = await this.connection.api.log(this.id, this.#after);
      items.forEach(this.tell);
      if (next === undefined) return;
      this.#after = next;
    }
  }
}

/** One entry in words; undefined for what is not worth a line. Pure. */
export function logLine(entry: LogEntry): string | undefined {
  const words = wordsOf(entry);
  if (words === undefined) return undefined;
  const about = text(entry.data.task_id) || text(entry.data.step_id) || 'pipeline';
  // A failure names its item itself, for those who see it alone.
  return oneLine(`${entry.time} ${about}: ${words.replace(`${about}: `, '')}`);
}

function wordsOf({ event, data }: LogEntry): string | undefined {
  switch (event) {
    case 'choice':
      return `${text(data.provider)}/${text(data.model)} on ${text(data.resource)}: ${text(data.why)}`;
    case 'gap':
      return text(data.message);
    case 'cost_update':
      return `paid so far: ${formatMoney(number(data.cost_actual))}`;
    case 'pipeline_status':
      return text(data.status) + (data.current_step === undefined ? '' : ` (step ${text(data.current_step)})`);
    case 'task_status':
      return taskWords(data);
    case 'step_status':
      return `step ${text(data.status)}: ${number(data.done)} done, ${number(data.failed)} failed, ${number(data.skipped)} skipped${number(data.reused) > 0 ? `, ${number(data.reused)} made before` : ''}`;
    case 'output_ready':
      return `${text(data.output_type)} ready (${formatBytes(number(data.bytes))}) ${text(data.output_url)}`;
    case 'error': {
      const trouble = troubleOf(data);
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

function taskWords({ status, worker, how, ms }: LogEntry['data']): string {
  if (status === 'running') return `started on ${text(worker)}`;
  if (status !== 'done') return text(status);
  return SOURCES[text(how)] ?? `done in ${formatDuration(number(ms))}`;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
