import { createHash } from 'node:crypto';
import { isOver } from '#engine';
import type { Engine } from '#engine';
import { InvalidDefinitionError } from '#pipeline';
import type { ScheduleRecord, ScheduleRun } from './records.js';
import type { Schedules, TakenSchedule } from './schedules.js';
import { ticksOf } from './ticks.js';

const AT_ONCE = 20;
const LEASE_MS = 30_000;

export interface ClockOptions {
  engine: Engine;
  schedules: Schedules;
  /** Why nothing may be made for somebody any more, such as a revoked key; undefined where it may. */
  barred: (owner: string) => Promise<string | undefined>;
  /** Who died over a schedule lets others take it after so long. */
  leaseMs?: number;
}

/**
 * Makes the pipelines of schedules when their time has come. Any number of processes may run one: a time has one
 * pipeline, whose id follows from it, so that doing it again makes none.
 */
export class ScheduleClock {
  constructor(private readonly options: ClockOptions) {}

  async round(): Promise<void> {
    const { schedules, leaseMs = LEASE_MS } = this.options;
    for (;;) {
      const taken = await schedules.take(leaseMs, AT_ONCE);
      await Promise.all(taken.map((each) => this.#look(each)));
      if (taken.length < AT_ONCE) return;
    }
  }

  async #look(taken: TakenSchedule): Promise<void> {
    const { schedules, barred } = this.options;
    const record = await schedules.get(taken.id);
    if (record?.next === undefined) return;
    const { cron, timezone, next: due, missed, owner } = record;
    const { run, skipped, next } = ticksOf(cron, timezone, due, taken.now, missed);
    const why = await barred(owner);
    if (why !== undefined) return void (await schedules.settle(taken, { next, runs: [], pause: why }));
    const runs: ScheduleRun[] = [];
    if (skipped > 0) runs.push({ at: due, outcome: 'skipped', note: `${skipped} missed` });
    let { last } = record;
    for (const at of run) {
      const one = await this.#run(record, at, last);
      runs.push(one);
      last = one.pipelineId ?? last;
    }
    await schedules.settle(taken, { next, runs, last });
  }

  async #run(record: ScheduleRecord, at: number, last: string | undefined): Promise<ScheduleRun> {
    const { engine } = this.options;
    const id = pipelineIdOf(record.id, at);
    // Somebody died between making it and saying so.
    const there = await engine.store.pipeline(id);
    if (there) {
      if (there.status === 'pending') await engine.start(id);
      return { at, outcome: 'started', pipelineId: id };
    }
    const before = last === undefined ? undefined : await engine.store.pipeline(last);
    if (before && !isOver(before.status)) {
      if (record.overlap === 'skip') return { at, outcome: 'skipped', note: `${before.id} still runs` };
      if (record.overlap === 'cancel') await engine.cancel(before.id);
    }
    return startScheduled(engine, record, at, id);
  }
}

/** Makes the pipeline of one run and starts it; that it cannot be made is its outcome. */
export async function startScheduled(
  engine: Engine,
  { request: { definition, inputs, options }, owner }: ScheduleRecord,
  at: number,
  id?: string,
): Promise<ScheduleRun> {
  try {
    const made = await engine.create(definition, inputs, { ...options, owner, ...(id !== undefined && { id }) });
    await engine.start(made.id);
    return { at, outcome: 'started', pipelineId: made.id };
  } catch (error) {
    if (!(error instanceof InvalidDefinitionError)) throw error;
    return { at, outcome: 'failed', note: error.message.slice(0, 500) };
  }
}

/** The pipeline of a time: the same whoever makes it, and however often. */
export function pipelineIdOf(schedule: string, at: number): string {
  return `p${at.toString(36)}${createHash('sha256').update(`${schedule}\n${at}`).digest('hex').slice(0, 10)}`;
}
