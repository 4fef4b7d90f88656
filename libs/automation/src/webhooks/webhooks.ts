import { createHash, randomBytes } from 'node:crypto';
import { bindScripts } from '#engine';
import type { Keys, Redis } from '#engine';
import type { Message, WebhookEvent } from './events.js';
import { bodyOf } from './formats.js';
import { HookLayout } from './layout.js';
import { deliveryOf, fieldsOf, hookOf } from './records.js';
import type { DeliveryRecord, WebhookRecord, WebhookSettings } from './records.js';

const MOST_WEBHOOKS = 100;
/** Deliveries of a webhook that are not over. */
const MOST_PENDING = 10_000;
/** The secret before signs too for so long. */
const OLD_SECRET_MS = 24 * 3_600_000;
const SECRET_BYTES = 32;

/** A delivery that is to be made. */
export interface NewDelivery {
  id: string;
  hook: string;
  type: string;
  p: string;
  body: string;
  at: number;
}

/** Where to tell of what happens: set up by people, read by the pump that delivers. */
export class Webhooks {
  readonly #layout: HookLayout;
  readonly #scripts;

  constructor(
    private readonly redis: Redis,
    keys: Keys,
  ) {
    this.#layout = new HookLayout(keys);
    const names = ['hookCreate', 'hookUpdate', 'hookRemove', 'hookReplay', 'hookTell'] as const;
    this.#scripts = bindScripts(redis, keys.base, new URL('./lua/', import.meta.url), names);
  }

  /** The secret is told this once. Undefined where there are as many as there may be. */
  async create(settings: WebhookSettings): Promise<{ record: WebhookRecord; secret: string } | undefined> {
    const [id, secret] = [`wh_${randomBytes(8).toString('hex')}`, newSecret()];
    const fields = { ...fieldsOf(settings), secret };
    if ((await this.#scripts.hookCreate(id, JSON.stringify(fields), MOST_WEBHOOKS)) !== 1) return undefined;
    return { record: (await this.get(id))!, secret };
  }

  async get(id: string): Promise<WebhookRecord | undefined> {
    const [fields, pending] = await Promise.all([
      this.redis.hgetall(this.#layout.hook(id)),
      this.redis.zcard(this.#layout.due(id)),
    ]);
    return hookOf(id, fields, pending);
  }

  /** Newest first. */
  async list(): Promise<WebhookRecord[]> {
    const ids = await this.redis.zrevrange(this.#layout.all, 0, -1);
    const found = await Promise.all(ids.map((id) => this.get(id)));
    return found.filter((record) => record !== undefined);
  }

  /** What is left out stays as it is; enabling one forgets that it failed. False for no such webhook. */
  async update(id: string, settings: Partial<WebhookSettings>, enabled?: boolean): Promise<boolean> {
    const able = {
      ...(enabled === true && { disabledAt: '', why: '', failingSince: '' }),
      ...(enabled === false && { disabledAt: String(Date.now()), why: 'by a person' }),
    };
    const fields = JSON.stringify({ ...fieldsOf(settings), ...able });
    return (await this.#scripts.hookUpdate(id, fields)) === 1;
  }

  /** A new secret, told this once; the one before signs too for a day. Undefined for no such webhook. */
  async rotate(id: string, now = Date.now()): Promise<string | undefined> {
    const old = await this.redis.hget(this.#layout.hook(id), 'secret');
    if (old === null) return undefined;
    const secret = newSecret();
    const fields = { secret, old, oldUntil: String(now + OLD_SECRET_MS) };
    return (await this.#scripts.hookUpdate(id, JSON.stringify(fields))) === 1 ? secret : undefined;
  }

  /** Forgets it and what it was to be told. False for no such webhook. */
  async remove(id: string): Promise<boolean> {
    return (await this.#scripts.hookRemove(id)) === 1;
  }

  /** Has something sent to it, whatever it listens to. Returns the id of the delivery. */
  async test({ id, format }: WebhookRecord, now = Date.now()): Promise<string> {
    const message: Message = { type: 'webhook.test', at: now, data: { webhook_id: id } };
    const delivery = {
      id: newDeliveryId(),
      hook: id,
      type: message.type,
      p: '',
      body: bodyOf(message, format),
      at: now,
    };
    await this.#tell([], [delivery]);
    return delivery.id;
  }

  /** Deliveries of a webhook: first those that are not over, the next due first; then the others, the latest first. */
  async deliveries(id: string, offset: number, limit: number): Promise<{ items: DeliveryRecord[]; total: number }> {
    const [due, log] = [this.#layout.due(id), this.#layout.log(id)];
    const [pending, over] = await Promise.all([this.redis.zcard(due), this.redis.zcard(log)]);
    const first = await this.redis.zrange(due, String(offset), String(offset + limit - 1));
    const [from, room] = [Math.max(0, offset - pending), limit - first.length];
    const rest = room > 0 ? await this.redis.zrevrange(log, from, from + room - 1) : [];
    // One that arrives between the two looks is in both.
    const ids = [...new Set([...first, ...rest])];
    const found = await Promise.all(ids.map((each) => this.delivery(each)));
    return { items: found.filter((record) => record !== undefined), total: pending + over };
  }

  async delivery(id: string): Promise<DeliveryRecord | undefined> {
    return deliveryOf(id, await this.redis.hgetall(this.#layout.message(id)));
  }

  /** Tries a delivery again now, whatever became of it, under its own id. False for no such delivery of the webhook. */
  async replay(hook: string, delivery: string): Promise<boolean> {
    return (await this.#scripts.hookReplay(hook, delivery)) === 1;
  }

  async anyTold(): Promise<boolean> {
    return (await this.redis.xlen(this.#layout.tell)) > 0;
  }

  /** What the engine has written to be told, the oldest first. */
  async told(limit: number): Promise<[id: string, fields: Record<string, string>][]> {
    const entries = await this.redis.xrange(this.#layout.tell, '-', '+', 'COUNT', limit);
    return entries.map(([id, fields]) => [id, pairs(fields)]);
  }

  /** Makes deliveries of entries, all or none, once. False where another process has done it. */
  async accept(entries: readonly string[], deliveries: readonly NewDelivery[]): Promise<boolean> {
    return this.#tell(entries, deliveries);
  }

  async #tell(entries: readonly string[], deliveries: readonly NewDelivery[]): Promise<boolean> {
    const verdict = await this.#scripts.hookTell(JSON.stringify(entries), JSON.stringify(deliveries), MOST_PENDING);
    return verdict === 1;
  }
}

const newSecret = () => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
const newDeliveryId = () => `msg_${randomBytes(16).toString('hex')}`;

/** The same delivery for the same event, however often it is read. */
export const deliveryIdOf = (hook: string, entry: string, event: WebhookEvent): string =>
  `msg_${createHash('sha256').update(`${hook}\n${entry}\n${event}`).digest('hex').slice(0, 32)}`;

function pairs(fields: readonly string[]): Record<string, string> {
  const entries = [];
  for (let at = 0; at + 1 < fields.length; at += 2) entries.push([fields[at]!, fields[at + 1]!]);
  return Object.fromEntries(entries) as Record<string, string>;
}
