import { configOf, layoutOf, shotsOf, totalSeconds } from './layout';

type Shown = Parameters<typeof layoutOf>[0];
const pipeline = (steps: { id: string; type: string; map?: string }[]) =>
  ({ steps: steps.map(({ id, type }) => ({ id, step_type: type })), definition: { steps } }) as unknown as Shown;

test('a story is found by the types of its steps, and by what they map over', () => {
  const found = layoutOf(
    pipeline([
      { id: 'tale', type: 'story' },
      { id: 'cast', type: 'characters' },
      { id: 'face', type: 't2i', map: '{{steps.cast.characters}}' },
      { id: 'board', type: 'storyboard' },
      { id: 'first', type: 't2i', map: '{{steps.board.shots}}' },
      { id: 'clip', type: 'i2v', map: '{{steps.board.shots}}' },
    ]),
  );
  expect(found).toEqual({
    ...{ board: { step: 'board' }, story: 'tale', characters: 'cast', portrait: 'face', frame: 'first', video: 'clip' },
  });
});

test('a project has its shots in its inputs, and other pipelines have none', () => {
  expect(layoutOf(pipeline([{ id: 'keyframe', type: 't2i', map: '{{inputs.shots}}' }]))).toEqual({
    ...{ board: { input: 'shots' }, frame: 'keyframe' },
  });
  expect(layoutOf(pipeline([{ id: 'a', type: 't2i' }]))).toBeUndefined();
});

test('shots of every kind are shown alike', () => {
  const shots = shotsOf([
    { image_prompt: 'a fox', motion_prompt: 'pan', duration: 2.5, shot_size: 'wide', camera_move: 'pan left' },
    { prompt: 'a ship' },
  ]);
  expect(shots[0]).toMatchObject({ prompt: 'a fox', motion: 'pan', camera: 'wide, pan left' });
  expect(totalSeconds(shots)).toBe(6.5);
  expect(shotsOf(undefined)).toEqual([]);
});

test('edits of shots are settings of their tasks', () => {
  const edits = new Map([
    [0, { prompt: 'a wolf' }],
    [2, { motion: 'push in' }],
  ]);
  expect(configOf(edits, { frame: 'first', video: 'clip' })).toEqual({
    'first[0]': { prompt: 'a wolf' },
    'clip[0]': { prompt: 'a wolf' },
    'clip[2]': { motion_prompt: 'push in' },
  });
});
