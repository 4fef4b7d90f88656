import { changedIn, settingsIn, specsOf } from './inputs';

test('inputs are declared in short or in full', () => {
  const definition = { inputs: { idea: 'string', shots: { type: 'number', min: 1 } } };
  expect(specsOf(definition)).toEqual({ idea: { type: 'string' }, shots: { type: 'number', min: 1 } });
  expect(specsOf({})).toEqual({});
});

test('only what differs is a change', () => {
  expect(changedIn({ a: 1, b: ['x'] }, { a: 2, b: ['x'], c: 3 })).toEqual({ a: 2, c: 3 });
});

test('settings are read by step', () => {
  expect(settingsIn(' ')).toEqual({});
  expect(settingsIn('{"video": {"duration": 4}}')).toEqual({ config: { video: { duration: 4 } } });
  expect(settingsIn('{"video": 4}').error).toContain('by step');
  expect(settingsIn('{').error).toContain('no JSON');
});
