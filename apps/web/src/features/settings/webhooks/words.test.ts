import { eventWords, health, outcome } from './words';

type Webhook = Parameters<typeof health>[0];
type Delivery = Parameters<typeof outcome>[0];

const NOW = Date.UTC(2026, 10, 21, 12);
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
const webhook = (more: Partial<Webhook>): Webhook => ({
  ...{ id: 'w', url: 'https://x', events: [], format: 'standard', description: '', enabled: true },
  ...{ pending: 0, dropped: 0, created_at: ago(60) },
  ...more,
});

test.each([
  [{}, 'idle', 'Nothing was sent yet'],
  [{ delivered_at: ago(3) }, 'done', 'Arrives; the last one 3 min ago'],
  [{ delivered_at: ago(3), pending: 2 }, 'running', '2 on the way'],
  [{ failing_since: ago(120), pending: 2 }, 'failed', 'Nothing arrives, since 2 h ago'],
  [{ enabled: false, disabled_because: 'by a person' }, 'idle', 'Stopped by a person'],
])('%j', (more, tone, words) => expect(health(webhook(more), NOW)).toEqual({ tone, words }));

const delivery = (state: Delivery['state'], ...attempts: Delivery['attempts']): Delivery => ({
  ...{ id: 'd', event: 'webhook.test', at: ago(1), body: '{}', state, attempts },
});

test.each([
  [delivery('pending'), 'On the way'],
  [delivery('pending', { at: ago(1), ms: 8, error: 'connection refused' }), 'Tried 1 ×, connection refused'],
  [delivery('delivered', { at: ago(1), ms: 8, status: 204 }), 'Arrived, answered 204 in 8 ms'],
  [delivery('failed', { at: ago(1), ms: 8, status: 500 }), 'Given up, answered 500 in 8 ms'],
])('a delivery: %#', (given, words) => expect(outcome(given).words).toBe(words));

test('events have words, also those of later', () =>
  expect(['pipeline.failed', 'webhook.test', 'film.lost'].map(eventWords)).toEqual([
    'A run failed',
    'A test',
    'film.lost',
  ]));
