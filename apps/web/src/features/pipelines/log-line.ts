type Data = Record<string, unknown>;

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** What there is of it, in a row; a name with words around it is left out where it is missing. */
const line = (data: Data, ...parts: (string | [before: string, name: string, after: string])[]): string =>
  parts
    .map((part) => (typeof part === 'string' ? ['', part, ''] : part))
    .flatMap(([before, name, after]) => {
      const value = data[name!];
      return value === undefined || value === '' || value === 0 ? [] : [`${before}${text(value)}${after}`];
    })
    .join(' ');

/** How each kind of event reads; others by their data. */
const LINES: Record<string, (data: Data) => string> = {
  choice: (data) => line(data, ['', 'step_id', ':'], 'provider', 'model', ['(', 'why', ')']),
  task_status: (data) =>
    line(data, 'task_id', 'status', ['(', 'how', ')'], ['at ', 'worker', ''], ['in ', 'ms', ' ms']),
  step_status: (data) =>
    line(data, 'step_id', 'status', ['', 'done', ' done'], ['', 'failed', ' failed'], ['', 'reused', ' reused']),
  pipeline_status: (data) => line(data, ['pipeline ', 'status', ''], ['at ', 'current_step', '']),
  output_ready: (data) => line(data, 'task_id', ['made ', 'port', ''], 'mime', ['', 'bytes', ' bytes']),
  error: (data) => line(data, 'task_id', 'error_code', 'error_message', 'hint'),
};

/** A line of the log for people. */
export function lineOf({ event, data }: { event: string; data: Data }): string {
  const known = LINES[event];
  if (known) return known(data);
  return [event, ...Object.entries(data).map(([name, value]) => `${name} ${text(value)}`)].join(' ');
}
