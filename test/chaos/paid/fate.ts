import type { FakeFal, FakeReply as Reply, Mishap } from '#testing';
import { Random } from '../random.js';

const BUSY: Reply = {
  status: 503,
  body: { detail: 'Runner connection refused', error_type: 'runner_connection_refused' },
};
const BROKEN: Reply = { status: 500, body: { detail: 'Internal Server Error' } };
const SLOW_DOWN: Reply = { status: 429, headers: { 'retry-after-ms': '50' }, body: { detail: 'Too many requests' } };
/** It may have been accepted none the less, though here it was not. */
const GATEWAY: Reply = { status: 504, body: 'upstream timed out' };

/** How often what goes wrong, of a thousand. */
const PLACES: Record<string, [Mishap | Reply, number][]> = {
  submit: [
    ['lost', 40],
    ['truncated_json', 10],
    [GATEWAY, 10],
    [BUSY, 30],
    [BROKEN, 20],
    [SLOW_DOWN, 10],
  ],
  status: [
    ['lost', 20],
    [BUSY, 20],
    ['truncated_json', 10],
  ],
  result: [
    ['lost', 20],
    [BROKEN, 20],
  ],
  file: [
    ['stops_at_99', 30],
    ['lost', 20],
  ],
};
/** Messages that never leave, of a thousand. */
const MUTE = 400;

/** Lets a fake fal have bad luck, decided by the seed: each place by itself. */
export function misfortune(fake: FakeFal, seed: number): { end(): void; faults: Record<string, number> } {
  const randoms = new Map<string, Random>();
  const faults: Record<string, number> = {};
  fake.fate = (place) => {
    const random = randoms.get(place) ?? new Random('paid', seed, place);
    randoms.set(place, random);
    if (place === 'submit') fake.mute = random.next() * 1000 < MUTE;
    let left = random.next() * 1000;
    for (const [fault, often] of PLACES[place] ?? []) {
      left -= often;
      if (left >= 0) continue;
      const name = `${place} ${typeof fault === 'string' ? fault : fault.status}`;
      faults[name] = (faults[name] ?? 0) + 1;
      return fault;
    }
    return undefined;
  };
  const end = () => {
    fake.fate = () => undefined;
    fake.mute = false;
  };
  return { end, faults };
}
