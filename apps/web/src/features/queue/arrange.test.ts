import { lanesOf, moved, nudged, requestsFor } from './arrange';
import type { LaneName, Queued } from './arrange';

const queued = (id: string, lane: LaneName): Queued => ({
  ...{ id, name: id, owner: 'default', ready: 1, running: 0 },
  ...(lane === 'first' || lane === 'last' ? { place: lane, lane: 'interactive' } : { lane }),
});
const lanes = lanesOf([
  ...['a', 'b', 'c'].map((id) => queued(id, 'first')),
  ...['i', 'j'].map((id) => queued(id, 'interactive')),
  queued('k', 'background'),
  ...['y', 'z'].map((id) => queued(id, 'last')),
]);
const names = (of: typeof lanes) => Object.values(of).map((list) => list.map(({ id }) => id).join(''));

test('pipelines stand in lanes', () => expect(names(lanes)).toEqual(['abc', 'ij', 'k', 'yz']));

test.each([
  ['b', -1, { lane: 'first', index: 0 }],
  ['b', 1, { lane: 'first', index: 2 }],
  ['a', -1, undefined],
  ['c', 1, { lane: 'interactive', index: 0 }],
  ['j', -1, { lane: 'first', index: 3 }],
  ['j', 1, { lane: 'background', index: 0 }],
  ['y', -1, { lane: 'background', index: 1 }],
  ['z', 1, undefined],
  ['none', 1, undefined],
] as const)('%s moved by %i', (id, by, place) => expect(nudged(lanes, id, by)).toEqual(place));

test.each([
  ['c', { lane: 'first', index: 0 }, ['cab', 'ij', 'k', 'yz'], [{ pipeline_id: 'c', to: 'first' }]],
  ['c', { lane: 'first', index: 1 }, ['acb', 'ij', 'k', 'yz'], [{ pipeline_id: 'c', before: 'b' }]],
  [
    ...(['a', { lane: 'first', index: 2 }, ['bca', 'ij', 'k', 'yz']] as const),
    [
      { pipeline_id: 'a', before: 'c' },
      { pipeline_id: 'c', before: 'a' },
    ],
  ],
  ['b', { lane: 'interactive', index: 0 }, ['ac', 'bij', 'k', 'yz'], [{ pipeline_id: 'b', lane: 'interactive' }]],
  ['i', { lane: 'last', index: 0 }, ['abc', 'j', 'k', 'iyz'], [{ pipeline_id: 'i', before: 'y' }]],
  ['i', { lane: 'last', index: 2 }, ['abc', 'j', 'k', 'yzi'], [{ pipeline_id: 'i', to: 'last' }]],
] as const)('%s to %o', (id, place, after, requests) => {
  expect(names(moved(lanes, id, place))).toEqual(after);
  expect(requestsFor(lanes, id, place)).toEqual(requests);
});

test('the only one that is put first needs no other', () =>
  expect(requestsFor(lanesOf([queued('i', 'interactive')]), 'i', { lane: 'first', index: 0 })).toEqual([
    { pipeline_id: 'i', to: 'first' },
  ]));

test('where somebody put it counts, not whether its tasks are next already', () => {
  const [a, b] = ['a', 'b'].map((id) => queued(id, 'first'));
  expect(
    names(
      lanesOf([
        { ...a!, rank: -1 },
        { ...b!, rank: -2, position: 1 },
      ]),
    )[0],
  ).toBe('ba');
  const after = moved(
    lanesOf([
      { ...a!, rank: -2 },
      { ...b!, rank: -1 },
    ]),
    'b',
    { lane: 'first', index: 0 },
  );
  expect(names(lanesOf(after.first))[0]).toBe('ba');
});

test('what is moved takes the look of its lane', () => {
  expect(moved(lanes, 'a', { lane: 'background', index: 0 }).background[0]).toEqual(queued('a', 'background'));
  expect(moved(lanes, 'k', { lane: 'first', index: 0 }).first[0]).toMatchObject({ place: 'first', rank: 0 });
});
