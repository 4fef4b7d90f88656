import { bindScripts } from '#engine';
import type { Engine } from '#engine';
import { TransportError, bodyOf as piecesOf, redactor, retryAfterMs, send, standardWebhookHeaders } from '#net';
import type { Happening, WebhookEvent } from './events.js';
import { eventsOf, messageOf } from './events.js';
import { bodyOf } from './formats.js';
import type { WebhookFormat } from './formats.js';
import type { AttemptRecord, WebhookRecord } from './records.js';
import { judge } from './retry.js';
import type { Attempt } from './retry.js';
import { deliveryIdOf } from './webhooks.js';
import type { NewDelivery, Webhooks } from './webhooks.js';

const ENTRIES = 100;
/** Made in one script, so that it is short; an event may be two. */
const DELIVERIES = 300;
const AT_ONCE = 32;
const AT_ONCE_EACH = 4;
const ANSWER_MS = 15_000;
const ANSWER_BYTES = 65_536;
/** Longer than an attempt takes. */
const LEASE_MS = 60_000;
const CLOSE_MS = 2_000;
const GIVE_UP_MS = 5 * 86_400_000;
/** Deliveries that are over, kept for each webhook. */
const KEPT = 200;
const SHOWN = 300;

export interface PumpOptions {
  engine: Engine;
  webhooks: Webhooks;
  /** Whether an address may be private and unencrypted. */
  trusts: (url: URL) => boolean;
  /** Where the gateway is reached, if that is known. */
  base?: string | undefined;
  onError: (error: unknown) => void;
  /** Who died over a delivery lets others make it after so long. */
  leaseMs?: number;
}

type Taken = [string, number, number, string, string, string, string, string, string, string];

/**
 * Tells webhooks what happened. Any number of processes may run one: events become deliveries once, and a delivery that
 * a process died over is made by another, under the same id.
 */
export class WebhookPump {
  readonly #scripts;
  readonly #running = new Map<Promise<void>, string>();
  readonly #stopped = new AbortController();
  #closed = false;

  constructor(private readonly options: PumpOptions) {
    const { redis, keys } = options.engine;
    const folder = new URL('./lua/', import.meta.url);
    this.#scripts = bindScripts(redis, keys.base, folder, ['hookTake', 'hookSettle']);
  }

  /** Makes deliveries of what happened, and begins those that are due. Does not wait for their answers. */
  async round(): Promise<void> {
    await this.#accept();
    await this.#begin();
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.keys());
  }

  async #accept(): Promise<void> {
    const { webhooks, engine, base } = this.options;
    for (;;) {
      if (!(await webhooks.anyTold())) return;
      const listening = (await webhooks.list()).filter(({ disabledAt }) => disabledAt === undefined);
      const most = Math.ceil(DELIVERIES / Math.max(1, listening.length));
      const entries = await webhooks.told(Math.min(most, ENTRIES));
      const deliveries: NewDelivery[] = [];
      for (const [id, fields] of entries) {
        const happening = happeningOf(id, fields);
        const events = eventsOf(happening).filter((event) => listening.some((hook) => hook.events.includes(event)));
        if (events.length === 0) continue;
        const record = await engine.store.pipeline(happening.pipelineId);
        for (const event of events) {
          const message = messageOf(event, happening, record, base);
          deliveries.push(
            ...listening.filter(({ events: to }) => to.includes(event)).map(deliveryTo(id, event, message)),
          );
        }
      }
      await webhooks.accept(
        entries.map(([id]) => id),
        deliveries,
      );
    }
  }

  async #begin(): Promise<void> {
    const room: Record<string, number> = { '*': AT_ONCE_EACH };
    for (const hook of this.#running.values()) room[hook] = (room[hook] ?? AT_ONCE_EACH) - 1;
    const total = AT_ONCE - this.#running.size;
    if (total <= 0 || this.#closed) return;
    const taken = (await this.#scripts.hookTake(
      JSON.stringify(room),
      this.options.leaseMs ?? LEASE_MS,
      total,
    )) as Taken[];
    for (const delivery of taken) {
      const attempt = this.#attempt(delivery).catch((error: unknown) => {
        if (!this.#stopped.signal.aborted) this.options.onError(error);
      });
      this.#running.set(attempt, delivery[3]);
      void attempt.finally(() => this.#running.delete(attempt));
    }
  }

  async #attempt([id, epoch, tries, , , body, url, format, secret, old]: Taken): Promise<void> {
    const begun = Date.now();
    const secrets = old === '' ? [secret] : [secret, old];
    const { outcome, entry } = await this.#send(id, url, format as WebhookFormat, body, secrets, begun);
    const { state, delayMs, disable = '' } = judge(outcome, tries, format as WebhookFormat, Math.random());
    const log = JSON.stringify({ ...entry, at: begun, ms: Date.now() - begun });
    await this.#scripts.hookSettle(id, epoch, state, delayMs, log, disable, GIVE_UP_MS, KEPT);
  }

  async #send(id: string, to: string, format: WebhookFormat, body: string, secrets: string[], now: number) {
    const url = new URL(to);
    // The address itself is the secret of Slack and Discord; servers repeat what they were sent.
    const clean = redactor([...secrets, to, `${url.pathname}${url.search}`]);
    const signed = format === 'standard' ? standardWebhookHeaders(id, body, secrets, now / 1000) : {};
    const headers = { 'content-type': 'application/json', ...signed };
    const { signal } = this.#stopped;
    try {
      const trusted = this.options.trusts(url);
      const answer = await send({ method: 'POST', url, headers, body, signal, trusted, answerMs: ANSWER_MS });
      const wait = retryAfterMs(answer.headers);
      const text = clean(
        await firstOf(piecesOf(answer, { signal, maxBytes: ANSWER_BYTES, idleMs: 5_000, totalMs: ANSWER_MS })),
      );
      const outcome: Attempt = { status: answer.status, ...(wait !== undefined && { retryAfterMs: wait }) };
      return {
        outcome,
        entry: { status: answer.status, answer: text.slice(0, SHOWN) } satisfies Partial<AttemptRecord>,
      };
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      return { outcome: {}, entry: { error: clean(error.message).slice(0, SHOWN) } satisfies Partial<AttemptRecord> };
    }
  }

  /** Begins nothing more; what is not answered soon is given up, and sent again when its lease ends. */
  async close(): Promise<void> {
    this.#closed = true;
    const timer = setTimeout(() => this.#stopped.abort(), CLOSE_MS);
    await this.idle();
    clearTimeout(timer);
  }
}

/** What came is enough, also where the rest is too long or does not come. */
async function firstOf(pieces: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  try {
    for await (const piece of pieces) parts.push(piece);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
  }
  return Buffer.concat(parts)
    .toString('utf8')
    .slice(0, 4 * SHOWN);
}

function happeningOf(id: string, { p = '', t = '', d = '{}' }: Record<string, string>): Happening {
  return { pipelineId: p, at: Number(id.split('-')[0]), type: t, data: JSON.parse(d) as Record<string, unknown> };
}

const deliveryTo =
  (entry: string, event: WebhookEvent, message: ReturnType<typeof messageOf>) =>
  ({ id: hook, format }: WebhookRecord): NewDelivery => ({
    ...{ id: deliveryIdOf(hook, entry, event), hook, type: event },
    ...{ p: String(message.data.pipeline_id), body: bodyOf(message, format), at: message.at },
  });
