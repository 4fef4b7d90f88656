import { pipelineOf } from '../live/fixture.js';
import { changesFrom, parseSettings } from './changes.js';

test('settings are read by step and by item, as what they look like', () => {
  expect(
    parseSettings([
      'animate.motion_prompt=slow zoom: in',
      'animate.fps=12',
      'panel[1,2].tags=[a, b]',
      'animate.loop=true',
    ]),
  ).toEqual({
    animate: { motion_prompt: 'slow zoom: in', fps: 12, loop: true },
    'panel[1,2]': { tags: ['a', 'b'] },
  });
});

test.each(['animate', 'animate=3', '=x', 'animate[x].a=1', '.a=1'])('%s is no setting', (setting) => {
  expect(() => parseSettings([setting])).toThrow(/is no setting/);
});

test('only what is asked for changes, inputs as the pipeline declares them', () => {
  const pipeline = pipelineOf({ definition: { inputs: { duration: { type: 'number' }, scene: 'string' } } });
  const none = { set: [], input: [], rerun: [] };
  expect(changesFrom(pipeline, none, () => '')).toEqual({});
  expect(
    changesFrom(pipeline, { ...none, input: ['duration=5', 'scene=5'], seed: '3', checkpoint: 'p1@2' }, () => ''),
  ).toEqual({ inputs: { duration: 5, scene: '5' }, seed: 3, checkpoint: 'p1@2' });
});
