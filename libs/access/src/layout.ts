import type { Keys } from '#engine';

/**
 * The keys of this library, below the engine's base.
 *
 * | key | type | holds |
 * | --- | --- | --- |
 * | `key:<id>` | hash | an API key: name, hash of its secret, scopes (JSON list), perMinute and burst, createdAt, expiresAt, revokedAt, usedAt in ms, and `tat`: when its allowance is whole again, ms |
 * | `keys` | sorted set | their ids, by creation time |
 *
 * Changing and revoking one tells `rekey <id>` on the engine's channel `control`.
 */
export class Layout {
  constructor(private readonly keys: Keys) {}
  key = (id: string) => this.keys.root(`key:${id}`);
  get index(): string {
    return this.keys.root('keys');
  }
}
