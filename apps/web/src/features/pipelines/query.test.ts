import { queryOf } from './query';

test('what is shown is asked of the gateway, and what is not known is passed over', () => {
  const now = Date.UTC(2026, 0, 8, 12, 0, 30);
  expect(queryOf({ q: ' sea ', status: 'running', since: 'week', sort: 'created_at' }, now)).toEqual({
    name: 'sea',
    status: ['running', 'paused', 'cancelling'],
    created_from: '2026-01-01T12:00:00.000Z',
    sort: 'created_at',
  });
  expect(queryOf({ q: '', status: 'odd', since: 'odd', sort: 'odd' }, now)).toEqual({});
});
