import { NOTHING, choose, countOf, decide, isDecided, pick, stillOpen, withoutOf } from './decisions';

const waiting = ['shot[0,0]', 'shot[0,1]', 'shot[1,0]', 'pick[0]'];

test('the same decision twice takes it back, another one replaces it', () => {
  const kept = decide(NOTHING, 'shot[0,0]', 'keep');
  expect(countOf(kept)).toEqual({ kept: 1, rejected: 0 });
  expect(decide(kept, 'shot[0,0]', 'keep')).toEqual(NOTHING);
  expect(countOf(decide(kept, 'shot[0,0]', 'reject'))).toEqual({ kept: 0, rejected: 1 });
});

test('choosing a take leaves out those beside it, and no others', () => {
  const { verdicts } = choose(NOTHING, 'shot[0,1]', waiting);
  expect(verdicts).toEqual({ 'shot[0,0]': 'reject', 'shot[0,1]': 'keep' });
});

test('what is left out or not decided does not go on; where nothing is decided all of it does', () => {
  expect(withoutOf(NOTHING, waiting)).toEqual([]);
  const decided = pick(decide(NOTHING, 'shot[0,0]', 'keep'), 'pick[0]', 2);
  expect(withoutOf(decided, waiting)).toEqual(['shot[0,1]', 'shot[1,0]']);
  expect(isDecided(decided, 'pick[0]')).toBe(true);
});

test('what somebody else has decided is forgotten', () => {
  const decided = pick(decide(NOTHING, 'shot[0,0]', 'keep'), 'pick[0]', 2);
  expect(stillOpen(decided, new Set(['pick[0]']))).toEqual({ verdicts: {}, picks: { 'pick[0]': [2] } });
});
