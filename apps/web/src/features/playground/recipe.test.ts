import { againOf, isRepeatable, settingsFrom, sourcesOf } from './recipe';
import type { Recipe } from './recipe';

const digest = 'a'.repeat(64);
const video: Recipe = {
  step: { type: 'i2v' },
  provider: { id: 'sketch', model: 'sketch' },
  config: { motion_prompt: 'slow zoom', duration: 2, resolution: '480p', quality: 'draft' },
  seed: 1,
  inputs: { image: [digest, [['scene', 'b'.repeat(64)]]] },
};

test.each([
  [{ image: digest }, [['image', [digest]]]],
  [{ image: [digest, [['scene', 'b'.repeat(64)]]] }, [['image', [digest]]]],
  [{ videos: [digest, digest] }, [['videos', [digest, digest]]]],
  [{ text: 'some words' }, [['text', []]]],
])('what it was made from is read, whatever was noted of it: %j', (inputs, sources) => {
  expect(sourcesOf({ inputs })).toEqual(sources);
});

test('it is made again by one step with another seed', () => {
  const request = againOf(video, 'slow zoom', 7, { [digest]: { digest, media: 'image' } });
  expect(request).toMatchObject({ seed: 7, inputs: { image: { digest } } });
  expect(request.definition).toMatchObject({
    inputs: { image: { type: 'image' } },
    steps: [{ id: 'video', type: 'i2v', config: { motion_prompt: 'slow zoom', image: '{{inputs.image}}' } }],
  });
  expect(isRepeatable(video)).toBe(true);
  expect(isRepeatable({ ...video, step: { type: 'concat' } })).toBe(false);
});

test('its settings are taken over', () => {
  expect(settingsFrom(video, [])).toMatchObject({
    ...{ mode: 'videos', words: 'slow zoom', duration: 2, resolution: '480p', quality: 'draft' },
    videoModel: { provider: 'sketch', model: 'sketch' },
  });
});
