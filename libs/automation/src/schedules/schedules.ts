import { randomBytes } from 'node:crypto';
import { bindScripts } from '#engine';
import type { Keys, Redis } from '#engine';
import { nextAfter } from './cron.js';
import { ScheduleLayout } from './layout.js';
import { fieldsOf, scheduleOf } from './records.js';
import type { ScheduleRecord, ScheduleRun, ScheduleSettings } from './records.js';

/** A schedule that is due, held by one process. */
export interface TakenSchedule {
  id: string;
  epoch: string;
  /** By the clock of Redis, which all share. */
  now: number;
}

/** How a look at a schedule ended. */
export interface Settlement {
  next: number;
  runs: readonly ScheduleRun[];
  last?: string | undefined;
  /** Why it is paused from now on. */
  pause?: string | undefined;
}

/** What is to happen by itself, and when: set up by people, read by the clock that runs it. */
export class Schedules {
  readonly #layout: ScheduleLayout;
  readonly #scripts;

  constructor(
    private readonly redis: Redis,
    keys: Keys,
  ) {
    this.#layout = new ScheduleLayout(keys);
    const names = ['scheduleWrite', 'scheduleRemove', 'scheduleTake', 'scheduleSettle'] as const;
    this.#scripts = bindScripts(redis, keys.base, new URL('./lua/', import.meta.url), names);
  }

  /** Undefined where there are as many as there may be (500). */
  async create(settings: ScheduleSettings, now = Date.now()): Promise<ScheduleRecord | undefined> {
    const id = `sc_${randomBytes(8).toString('hex')}`;
    const next = nextAfter(settings.cron, settings.timezone, now);
    const verdict = await this.#scripts.scheduleWrite(id, JSON.stringify(fieldsOf(settings)), next, '1');
    return verdict === 1 ? this.get(id) : undefined;
  }

  async get(id: string): Promise<ScheduleRecord | undefined> {
    return scheduleOf(id, await this.redis.hgetall(this.#layout.schedule(id)));
  }

  /** Newest first. */
  async list(offset: number, limit: number): Promise<{ items: ScheduleRecord[]; total: number }> {
    const [ids, total] = await Promise.all([
      this.redis.zrevrange(this.#layout.all, offset, offset + limit - 1),
      this.redis.zcard(this.#layout.all),
    ]);
    const found = await Promise.all(ids.map((id) => this.get(id)));
    return { items: found.filter((record) => record !== undefined), total };
  }

  /** What is left out stays as it is. Other times count from now on. */
  async update(record: ScheduleRecord, settings: Partial<ScheduleSettings>, now = Date.now()): Promise<void> {
    const { cron, timezone } = { ...record, ...settings };
    const moved = cron !== record.cron || timezone !== record.timezone;
    const next = moved && record.pausedAt === undefined ? nextAfter(cron, timezone, now) : '';
    await this.#scripts.scheduleWrite(record.id, JSON.stringify(fieldsOf(settings)), next, '');
  }

  async pause({ id }: ScheduleRecord, now = Date.now()): Promise<void> {
    const fields = { pausedAt: String(now), why: 'by a person' };
    await this.#scripts.scheduleWrite(id, JSON.stringify(fields), 'never', '');
  }

  /** Goes on from now; what was missed while it was paused was not wanted. */
  async resume({ id, cron, timezone }: ScheduleRecord, now = Date.now()): Promise<void> {
    const fields = JSON.stringify({ pausedAt: '', why: '' });
    await this.#scripts.scheduleWrite(id, fields, nextAfter(cron, timezone, now), '');
  }

  /** What it made stays. False for no such schedule. */
  async remove(id: string): Promise<boolean> {
    return (await this.#scripts.scheduleRemove(id)) === 1;
  }

  /** Takes those that are due, each for one process until its lease ends. */
  async take(leaseMs: number, most: number): Promise<TakenSchedule[]> {
    const taken = (await this.#scripts.scheduleTake(leaseMs, most)) as [string, number, number][];
    return taken.map(([id, epoch, now]) => ({ id, epoch: String(epoch), now }));
  }

  /** False where it was changed or taken by another since: then that counts. */
  async settle({ id, epoch }: TakenSchedule, { next, runs, last, pause }: Settlement): Promise<boolean> {
    const verdict = await this.#scripts.scheduleSettle(
      ...([id, epoch, next, JSON.stringify(runs), last ?? '', pause ?? ''] as const),
    );
    return verdict === 'ok';
  }

  /** Puts a run that a person asked for on record. */
  async note(id: string, run: ScheduleRun): Promise<void> {
    await this.#scripts.scheduleSettle(id, '', 0, JSON.stringify([run]), run.pipelineId ?? '', '');
  }
}
