import { NO_SET, photoSetOf, picturesIn, productOf, setModeOf } from './photo-set';

const set = { ...NO_SET, angles: ['front', 'side'], expressions: ['calm', 'sad', 'happy'] };

test('a set is the product of what is chosen', () => {
  expect([picturesIn(set), productOf(set)]).toEqual([6, '2 angles × 3 expressions']);
  expect([picturesIn({ ...set, each: 2 }), productOf({ ...set, each: 2 })]).toEqual([
    12,
    '2 angles × 3 expressions × 2 of each',
  ]);
  expect([picturesIn(NO_SET), productOf(NO_SET)]).toEqual([0, '']);
});

test('what the step is told can be read again', () => {
  expect(photoSetOf(setModeOf({ ...set, each: 3 }))).toEqual({ ...set, each: 3 });
  expect(photoSetOf({ enabled: true, variations: ['angles'] })).toBeUndefined();
  expect(photoSetOf(undefined)).toBeUndefined();
});
