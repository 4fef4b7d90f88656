import type { Keys } from '#engine';

/**
 * The keys of schedules, below the engine's base.
 *
 * | key | type | holds |
 * | --- | --- | --- |
 * | `schedules` | sorted set | schedules by creation |
 * | `schedule:due` | sorted set | those that are not paused, by when to look at them next |
 * | `schedule:<id>` | hash | a schedule: name, cron, timezone, missed, overlap, owner, request (JSON of what it makes), createdAt, next (the time it is due, ms), epoch (which look or change), last (its latest pipeline), pausedAt and why, and log: JSON list of its latest runs |
 */
export class ScheduleLayout {
  constructor(private readonly keys: Keys) {}
  get all(): string {
    return this.keys.root('schedules');
  }
  schedule = (id: string) => this.keys.root(`schedule:${id}`);
}
