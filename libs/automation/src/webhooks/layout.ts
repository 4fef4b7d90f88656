import type { Keys } from '#engine';

/**
 * The keys of webhooks, below the engine's base.
 *
 * | key | type | holds |
 * | --- | --- | --- |
 * | `hooks` | sorted set | webhooks by creation; while there is any, the engine writes what they may tell of to `tell` |
 * | `hook:<id>` | hash | a webhook: url, format, events (JSON list), description, secret, old and oldUntil (the secret before, and until when it signs too), createdAt, failingSince, deliveredAt, dropped (how many were not kept), disabledAt and why |
 * | `hook:due:<id>` | sorted set | deliveries that are not over, by when to try next |
 * | `hook:log:<id>` | sorted set | the latest deliveries that are over, by their end |
 * | `hook:msg:<delivery>` | hash | a delivery: hook, type, p pipeline, body, at, state (pending, delivered, failed), tries since it was made or replayed, epoch (which attempt), due, and log: JSON list of its latest attempts |
 */
export class HookLayout {
  constructor(private readonly keys: Keys) {}
  get all(): string {
    return this.keys.root('hooks');
  }
  get tell(): string {
    return this.keys.root('tell');
  }
  hook = (id: string) => this.keys.root(`hook:${id}`);
  due = (id: string) => this.keys.root(`hook:due:${id}`);
  log = (id: string) => this.keys.root(`hook:log:${id}`);
  message = (delivery: string) => this.keys.root(`hook:msg:${delivery}`);
}
