import { hostname } from 'node:os';
import { REPORT_MS } from '#engine';
import type { Card, GpuVitals, WorkerReport, WorkerReports } from '#engine';
import { Machine } from './machine.js';
import { nvidiaCards } from './nvidia.js';

export interface ReporterOptions {
  reports: WorkerReports;
  name: string;
  slots: Record<string, number>;
  /** Artifacts are kept there. */
  folder: string;
  tasks: () => WorkerReport['tasks'];
  card?: Card | undefined;
  /** What a provider tells of the card, where `nvidia-smi` does not. */
  gpu: () => Promise<GpuVitals | undefined>;
  onError: (error: unknown) => void;
}

/** Tells how a worker and its machine are, until it is closed. */
export class Reporter {
  readonly #machine: Machine;
  readonly #startedAt = Date.now();
  #timer: NodeJS.Timeout | undefined;
  #telling: Promise<void> | undefined;

  constructor(private readonly options: ReporterOptions) {
    this.#machine = new Machine(options.folder);
  }

  start(): void {
    this.#tell();
    this.#timer = setInterval(() => this.#tell(), REPORT_MS).unref();
  }

  /** One at a time: a driver may be slow to answer. */
  #tell(): void {
    const { reports, onError } = this.options;
    this.#telling ??= this.#report()
      .then((report) => reports.tell(report))
      .catch(onError)
      .finally(() => (this.#telling = undefined));
  }

  async #report(): Promise<WorkerReport> {
    const { name, slots, tasks, card } = this.options;
    const [machine, gpu] = await Promise.all([this.#machine.look(), card && this.#gpu(card)]);
    return {
      ...{ name, slots, machine },
      ...{ host: hostname(), pid: process.pid, startedAt: this.#startedAt, at: Date.now() },
      tasks: tasks(),
      ...(card && { card: { name: card.record.card, queue: card.record.queue, family: card.record.family, gpu } }),
    };
  }

  /** A card named `gpu0` is the first that `nvidia-smi` lists here. */
  async #gpu({ record }: Card): Promise<GpuVitals | undefined> {
    const index = /^(?:gpu|cuda)(\d+)$/.exec(record.card)?.[1];
    const here = index === undefined ? undefined : (await nvidiaCards()).get(Number(index));
    return here ?? (await this.options.gpu().catch(() => undefined));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#telling;
    await this.options.reports.withdraw(this.options.name).catch(this.options.onError);
  }
}
