import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';

/** The machine a worker is on. */
export interface MachineVitals {
  /** Of all processors together, 0 to 100, since the report before. */
  cpuPercent: number;
  cpus: number;
  memoryTotalBytes: number;
  memoryFreeBytes: number;
  /** The disk that artifacts are kept on. */
  diskTotalBytes: number;
  diskFreeBytes: number;
}

/** A card's own numbers, as far as something tells them. */
export interface GpuVitals {
  name: string;
  memoryTotalBytes?: number;
  memoryUsedBytes?: number;
  utilizationPercent?: number;
  temperatureCelsius?: number;
}

/** What a worker tells of itself. */
export interface WorkerReport {
  /** Unlike that of any other worker. */
  name: string;
  host: string;
  pid: number;
  /** Milliseconds since 1970. */
  startedAt: number;
  at: number;
  /** Slots by pool. */
  slots: Record<string, number>;
  tasks: { pipelineId: string; taskId: string }[];
  machine: MachineVitals;
  card?: {
    name: string;
    /** The queue it takes from, and the models it has loaded. */
    queue?: string | undefined;
    family?: string | undefined;
    gpu?: GpuVitals | undefined;
  };
}

/** How long a worker that is silent is still shown. */
const TTL_MS = 15_000;
export const REPORT_MS = TTL_MS / 3;

/** The workers that are alive and how they are, for people; nothing is decided by it. */
export class WorkerReports {
  readonly #reports: string;
  readonly #alive: string;

  constructor(
    private readonly redis: Redis,
    keys: Keys,
  ) {
    this.#reports = keys.root('reports');
    this.#alive = keys.root('reports:alive');
  }

  async tell(report: WorkerReport): Promise<void> {
    const dead = await this.redis.zrangebyscore(this.#alive, '-inf', Date.now());
    const batch = this.redis
      .multi()
      .hset(this.#reports, report.name, JSON.stringify(report))
      .zadd(this.#alive, Date.now() + TTL_MS, report.name);
    if (dead.length > 0) batch.hdel(this.#reports, ...dead).zrem(this.#alive, ...dead);
    await batch.exec();
  }

  async withdraw(name: string): Promise<void> {
    await this.redis.multi().hdel(this.#reports, name).zrem(this.#alive, name).exec();
  }

  /** Those that are alive, by name. */
  async all(): Promise<WorkerReport[]> {
    const names = await this.redis.zrangebyscore(this.#alive, Date.now(), '+inf');
    if (names.length === 0) return [];
    const rows = await this.redis.hmget(this.#reports, ...names.sort());
    return rows.flatMap((row) => (row === null ? [] : [JSON.parse(row) as WorkerReport]));
  }
}
