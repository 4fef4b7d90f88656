export { addressProblem, trustedServers } from './webhooks/address.js';
export { WEBHOOK_EVENTS } from './webhooks/events.js';
export type { WebhookEvent } from './webhooks/events.js';
export { WEBHOOK_FORMATS } from './webhooks/formats.js';
export type { WebhookFormat } from './webhooks/formats.js';
export { WebhookPump } from './webhooks/pump.js';
export type { DeliveryRecord, WebhookRecord, WebhookSettings } from './webhooks/records.js';
export { Webhooks } from './webhooks/webhooks.js';
