import { SCOPES, permits } from './scopes.js';
import type { Scope } from './scopes.js';

test('each scope permits what it includes and nothing else', () => {
  const table = SCOPES.map((held) => [held, SCOPES.filter((needed) => permits([held], needed))]);
  expect(Object.fromEntries(table) as Record<Scope, Scope[]>).toEqual({
    read: ['read'],
    run: ['read', 'run'],
    review: ['read', 'review'],
    admin: ['read', 'run', 'review', 'admin'],
  });
  expect(permits([], 'read')).toBe(false);
  expect(permits(['run', 'review'], 'admin')).toBe(false);
});
