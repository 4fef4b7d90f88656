export * from './addresses.js';
export * from './download.js';
export * from './redact.js';
export * from './retry-after.js';
export * from './standard-webhook.js';
export * from './transport.js';
