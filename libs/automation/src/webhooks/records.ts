import type { WebhookEvent } from './events.js';
import type { WebhookFormat } from './formats.js';

export interface WebhookSettings {
  url: string;
  format: WebhookFormat;
  events: WebhookEvent[];
  description: string;
}

/** Times in milliseconds. */
export interface WebhookRecord extends WebhookSettings {
  id: string;
  createdAt: number;
  /** Deliveries that are not over. */
  pending: number;
  /** How many were not kept, because too many waited. */
  dropped: number;
  deliveredAt?: number;
  /** Since then nothing has arrived. */
  failingSince?: number;
  disabledAt?: number;
  why?: string;
}

/** One attempt; what came back is cut short. */
export interface AttemptRecord {
  at: number;
  ms: number;
  status?: number;
  answer?: string;
  error?: string;
}

export interface DeliveryRecord {
  id: string;
  hook: string;
  type: string;
  pipelineId?: string;
  body: string;
  at: number;
  state: 'pending' | 'delivered' | 'failed';
  /** When it is tried next. */
  due?: number;
  /** Oldest first; the latest twelve. */
  attempts: AttemptRecord[];
}

/** As the hash holds them. */
export function fieldsOf({ url, format, events, description }: Partial<WebhookSettings>): Record<string, string> {
  return {
    ...(url !== undefined && { url }),
    ...(format !== undefined && { format }),
    ...(events && { events: JSON.stringify(events) }),
    ...(description !== undefined && { description }),
  };
}

export function hookOf(id: string, fields: Record<string, string>, pending: number): WebhookRecord | undefined {
  if (fields.url === undefined) return undefined;
  return {
    ...{ id, pending, url: fields.url, format: fields.format as WebhookFormat },
    events: JSON.parse(fields.events ?? '[]') as WebhookEvent[],
    description: fields.description ?? '',
    createdAt: Number(fields.createdAt),
    dropped: Number(fields.dropped ?? 0),
    ...(fields.deliveredAt && { deliveredAt: Number(fields.deliveredAt) }),
    ...(fields.failingSince && { failingSince: Number(fields.failingSince) }),
    ...(fields.disabledAt && { disabledAt: Number(fields.disabledAt), why: fields.why ?? '' }),
  };
}

export function deliveryOf(id: string, fields: Record<string, string>): DeliveryRecord | undefined {
  if (fields.hook === undefined) return undefined;
  return {
    ...{ id, hook: fields.hook, type: fields.type ?? '', body: fields.body ?? '', at: Number(fields.at) },
    ...(fields.p && { pipelineId: fields.p }),
    state: fields.state as DeliveryRecord['state'],
    ...(fields.state === 'pending' && fields.due && { due: Number(fields.due) }),
    attempts: attemptsIn(fields.log ?? '[]'),
  };
}

/** An empty list comes back from Lua as an object. */
function attemptsIn(json: string): AttemptRecord[] {
  const parsed = JSON.parse(json) as unknown;
  return Array.isArray(parsed) ? (parsed as AttemptRecord[]) : [];
}
