import { appendFile, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine, LogEntry } from '#engine';

/** Events that come together are written together. */
const GATHER_MS = 200;
/** Longer than any line. */
const TAIL_BYTES = 256 * 1024;
/** Pipelines looked at when the process starts, for what happened while it was away. */
const CATCH_UP = 100;

/**
 * One file of JSON lines for each pipeline, `<folder>/<id>.log`: what happened and what was decided. The event stream
 * is the source, and the last line says how far it has been written; so a crash or a restart leaves no hole.
 */
export class PipelineLog {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #writing = new Map<string, Promise<void>>();
  #stop: () => void = () => {};

  constructor(
    private readonly engine: Engine,
    private readonly folder: string,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.#stop = this.engine.events.listen(undefined, ({ pipelineId, id }) =>
      id === '' ? undefined : this.#soon(pipelineId),
    );
    void this.engine.listing.page({ limit: CATCH_UP }).then(
      ({ items }) => items.forEach(({ id }) => this.#soon(id)),
      (error: unknown) => this.onError(error),
    );
  }

  #soon(pid: string): void {
    if (this.#timers.has(pid)) return;
    const write = () => {
      this.#timers.delete(pid);
      const before = this.#writing.get(pid) ?? Promise.resolve();
      const now = before.then(() => this.#write(pid)).catch(this.onError);
      this.#writing.set(pid, now);
      void now.finally(() => {
        if (this.#writing.get(pid) === now) this.#writing.delete(pid);
      });
    };
    this.#timers.set(pid, setTimeout(write, GATHER_MS));
  }

  async #write(pid: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const path = join(this.folder, `${pid}.log`);
    let { after, torn } = await endOf(path);
    for (;;) {
      const { entries, last } = await this.engine.story.page(pid, after);
      if (last === undefined) return;
      const text = entries.map((entry) => `${JSON.stringify(lineOf(entry))}\n`).join('');
      if (text !== '') await appendFile(path, (torn ? '\n' : '') + text);
      torn &&= text === '';
      after = last;
    }
  }

  /** What is known by now is written. */
  async close(): Promise<void> {
    this.#stop();
    const open = [...this.#timers.keys()];
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    await Promise.all(this.#writing.values());
    await Promise.all(open.map((pid) => this.#write(pid).catch(this.onError)));
  }
}

const lineOf = ({ at, id, pipelineId, event, data }: LogEntry): object => ({
  ...{ time: new Date(at).toISOString(), id, pipeline: pipelineId, event },
  ...data,
});

/** The id of the last event in a log, '0' where there is none, and whether a last line was cut off. */
async function endOf(path: string): Promise<{ after: string; torn: boolean }> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return { after: '0', torn: false };
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    const whole = lines.slice(0, -1).findLast((line) => line.startsWith('{') && line.endsWith('}'));
    return { after: whole ? (JSON.parse(whole) as { id: string }).id || '0' : '0', torn: lines.at(-1) !== '' };
  } finally {
    await file.close();
  }
}
