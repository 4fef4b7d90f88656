import type { SubmitOptions } from '#engine';
import type { Inputs, PipelineDefinition } from '#pipeline';
import type { MissedPolicy } from './ticks.js';

/** What becomes of a run while the one before still goes on. */
export const OVERLAP_POLICIES = ['allow', 'skip', 'cancel'] as const;
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

/** What each run makes. */
export interface ScheduledRequest {
  definition: PipelineDefinition;
  inputs: Inputs;
  options: Pick<SubmitOptions, 'seed' | 'options'>;
}

export interface ScheduleSettings {
  name: string;
  cron: string;
  timezone: string;
  missed: MissedPolicy;
  overlap: OverlapPolicy;
  /** Whose the pipelines are. */
  owner: string;
  request: ScheduledRequest;
}

/** One time at which something was to happen. */
export interface ScheduleRun {
  /** The time it was for, ms. */
  at: number;
  outcome: 'started' | 'skipped' | 'failed';
  pipelineId?: string;
  note?: string;
}

/** Times in milliseconds. */
export interface ScheduleRecord extends ScheduleSettings {
  id: string;
  createdAt: number;
  /** Absent while it is paused. */
  next?: number;
  pausedAt?: number;
  why?: string;
  /** Its latest pipeline. */
  last?: string;
  /** Oldest first; the latest 50. */
  runs: ScheduleRun[];
}

/** As the hash holds them. */
export function fieldsOf(settings: Partial<ScheduleSettings>): Record<string, string> {
  const { request, ...texts } = settings;
  const given = Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(given), ...(request && { request: JSON.stringify(request) }) };
}

export function scheduleOf(id: string, fields: Record<string, string>): ScheduleRecord | undefined {
  if (fields.cron === undefined) return undefined;
  const { name = '', cron, timezone = 'UTC', missed, overlap, owner = 'default', request = '{}' } = fields;
  const { createdAt, next, pausedAt, why = '', last, log = '[]' } = fields;
  return {
    ...{ id, name, cron, timezone, owner, createdAt: Number(createdAt) },
    missed: missed as MissedPolicy,
    overlap: overlap as OverlapPolicy,
    request: JSON.parse(request) as ScheduledRequest,
    ...(next && { next: Number(next) }),
    ...(pausedAt && { pausedAt: Number(pausedAt), why }),
    ...(last && { last }),
    runs: JSON.parse(log) as ScheduleRun[],
  };
}
