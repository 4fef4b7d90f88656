import type { Schemas } from '@/api/client';
import { distance } from '@/lib/when';
import type { Tone } from '@/ui/dot';

export type Webhook = Schemas['WebhookDto'];
export type Delivery = Schemas['DeliveryDto'];
export type WebhookEvent = Webhook['events'][number];

/** In the order in which they are offered. */
export const EVENTS: readonly { event: WebhookEvent; label: string }[] = [
  { event: 'pipeline.completed', label: 'A run is done' },
  { event: 'pipeline.failed', label: 'A run failed' },
  { event: 'pipeline.cancelled', label: 'A run was cancelled' },
  { event: 'pipeline.paused', label: 'A run was paused' },
  { event: 'review.waiting', label: 'A run waits for a person' },
  { event: 'budget.reached', label: 'A budget is used up' },
  { event: 'step.completed', label: 'A step is done' },
];

export const eventWords = (event: string): string =>
  event === 'webhook.test' ? 'A test' : (EVENTS.find((one) => one.event === event)?.label ?? event);

/** Whether what is sent arrives, in words. Pure. */
export function health(webhook: Webhook, now = Date.now()): { tone: Tone; words: string } {
  const { enabled, disabled_because, failing_since, delivered_at, pending } = webhook;
  if (!enabled) return { tone: 'idle', words: `Stopped ${disabled_because ?? ''}`.trim() };
  if (failing_since !== undefined)
    return { tone: 'failed', words: `Nothing arrives, since ${distance(failing_since, now)}` };
  if (pending > 0) return { tone: 'running', words: `${pending} on the way` };
  if (delivered_at === undefined) return { tone: 'idle', words: 'Nothing was sent yet' };
  return { tone: 'done', words: `Arrives; the last one ${distance(delivered_at, now)}` };
}

/** What became of a delivery. Pure. */
export function outcome({ state, attempts }: Delivery): { tone: Tone; words: string } {
  const last = attempts.at(-1);
  const answer =
    last && (last.status === undefined ? (last.error ?? 'no answer') : `answered ${last.status} in ${last.ms} ms`);
  if (state === 'delivered') return { tone: 'done', words: `Arrived, ${answer ?? ''}` };
  if (state === 'failed') return { tone: 'failed', words: `Given up, ${answer ?? ''}` };
  return { tone: 'running', words: answer === undefined ? 'On the way' : `Tried ${attempts.length} ×, ${answer}` };
}
