import type { PipelineRecord } from '#engine';

/** What a webhook may be told of. */
export const WEBHOOK_EVENTS = [
  'pipeline.completed',
  'pipeline.failed',
  'pipeline.cancelled',
  'pipeline.paused',
  'step.completed',
  'review.waiting',
  'budget.reached',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];
/** Beside them, what is sent to try a webhook out. */
export type MessageType = WebhookEvent | 'webhook.test';

/** Something the engine says happened to a pipeline. */
export interface Happening {
  pipelineId: string;
  /** Milliseconds. */
  at: number;
  type: string;
  data: Record<string, unknown>;
}

/** What is sent, before it is put into a format. */
export interface Message {
  type: MessageType;
  at: number;
  data: Record<string, unknown>;
}

const OF_STATUS = new Map<unknown, WebhookEvent>([
  ['completed', 'pipeline.completed'],
  ['failed', 'pipeline.failed'],
  ['cancelled', 'pipeline.cancelled'],
  ['paused', 'pipeline.paused'],
]);

/** What may be told of a happening; most are nothing to tell. Pure. */
export function eventsOf({ type, data }: Pick<Happening, 'type' | 'data'>): WebhookEvent[] {
  const { status } = data;
  if (type === 'step_status') return status === 'completed' ? ['step.completed'] : [];
  // Told when a pipeline begins to wait, not for each result that waits.
  if (type === 'gate') return status === 'review' && data.waiting === 1 ? ['review.waiting'] : [];
  if (type !== 'pipeline_status') return [];
  const event = OF_STATUS.get(status);
  if (!event) return [];
  return event === 'pipeline.paused' && data.reason === 'budget' ? [event, 'budget.reached'] : [event];
}

const MOST_TEXT = 2000;
const cut = (text: string) => (text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text);

/** `base` is where the gateway is reached, if that is known; the record is missing where the pipeline is forgotten. */
export function messageOf(
  event: WebhookEvent,
  { pipelineId, at, data }: Happening,
  record: PipelineRecord | undefined,
  base: string | undefined,
): Message {
  const { error } = record ?? {};
  const failed = event === 'pipeline.failed' && error;
  return {
    type: event,
    at,
    data: {
      pipeline_id: pipelineId,
      ...(record && { name: cut(record.name), owner: record.owner, cost_usd: record.costActual / 1e6 }),
      ...(typeof data.status === 'string' && event.startsWith('pipeline.') && { status: data.status }),
      ...(failed && { error: { code: error.code, message: cut(error.message), hint: cut(error.hint) } }),
      ...detailsOf(event, data),
      ...(base !== undefined && { url: `${base}/pipelines/${pipelineId}` }),
    },
  };
}

function detailsOf(event: WebhookEvent, data: Record<string, unknown>): Record<string, unknown> {
  const some = (...names: string[]) =>
    Object.fromEntries(names.filter((name) => data[name] !== undefined).map((name) => [name, data[name]]));
  if (event === 'step.completed') return some('step_id', 'done', 'skipped', 'failed', 'reused');
  if (event === 'review.waiting') return some('step_id', 'task_id');
  if (event !== 'budget.reached') return {};
  const { scope, limit, spent, needed } = data;
  return { scope, limit_usd: limit, spent_usd: spent, needed_usd: needed, ...some('step_id') };
}
