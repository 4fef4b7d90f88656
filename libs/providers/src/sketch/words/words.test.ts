import { ANSWERS } from '#steps';
import type { TextStep } from '#steps';
import { Random } from '../common/random.js';
import { cameraTree } from './camera-tree.js';
import { castOf, characterOf } from './cast.js';
import { enhance } from './enhance.js';
import { reviseText } from './revise.js';
import { writeScript } from './script.js';
import { cutIntoShots } from './shots.js';
import { writeStory } from './story.js';
import { fitted, sentencesOf, wordCount } from './text.js';

const IDEAS = [
  'a lighthouse in a storm',
  'an old fisherman and the sea',
  'a fox finds a lost star in the forest',
  'Mia, a young girl, builds a robot in the city',
  'the last train through the snowy mountains',
  'two astronauts on a red planet',
  'love',
  'a bottle of perfume on a plinth',
];
const LENGTHS = ['short', 'medium', 'long'] as const;
const wanted = (step: TextStep, value: unknown) =>
  expect(ANSWERS[step].safeParse(value).error?.message).toBeUndefined();

describe('a story', () => {
  it.each(IDEAS)('of %s has a beginning, a middle and an end, and leaves no gap open', (idea) => {
    const told = LENGTHS.map((length) => writeStory(idea, length, '', new Random(11)));
    for (const one of told) {
      wanted('story', one);
      expect(one.text).toContain(idea);
      expect(one.text.split('\n\n').length).toBeGreaterThanOrEqual(3);
      expect(`${one.title} ${one.text}`).not.toMatch(/[{}]|undefined|  /);
    }
    const counts = told.map(({ text }) => wordCount(text));
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
  });

  it('is the same with the same seed, another with another, and takes a tone', () => {
    const tell = (seed: number, tone = '') => writeStory(IDEAS[0]!, 'medium', tone, new Random(seed)).text;
    expect(tell(1)).toBe(tell(1));
    expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => tell(seed))).size).toBeGreaterThan(3);
    expect(tell(1, 'funny')).not.toBe(tell(1));
  });
});

describe('the steps after it', () => {
  it.each(IDEAS)('of %s fit each other', (idea) => {
    const { text } = writeStory(idea, 'long', '', new Random(5));
    const script = writeScript(text, 'Narrator');
    wanted('script', script);
    const characters = castOf(text, 3).map(characterOf);
    wanted('characters', { characters });
    for (const count of [1, 4, 9, 40]) {
      const shots = cutIntoShots({ story: text, characters, shots: count, duration: 45, look: 'anime' }, new Random(2));
      wanted('storyboard', { shots });
      expect(shots).toHaveLength(count);
      expect(shots.reduce((sum, { duration }) => sum + duration, 0)).toBeCloseTo(45, 5);
      for (const { image_prompt } of shots) expect(image_prompt).toMatch(/anime$/);
      const cameras = cameraTree(shots);
      wanted('camera_tree', { cameras });
      expect(cameras.flatMap((camera) => camera.shots).sort((a, b) => a - b)).toEqual(
        shots.map(({ number }) => number),
      );
      expect(cameras.filter(({ parent }) => parent === null)).toHaveLength(1);
    }
  });

  it('tell who speaks, and fit into the time there is', () => {
    const story =
      'Mara waited by the door. "Not tonight," said Mara. The wind rose. Then the light went out, and nobody moved.';
    const { lines } = writeScript(story, 'Voice');
    expect(lines.map(({ speaker, kind }) => [speaker, kind])).toEqual([
      ['Voice', 'narration'],
      ['Mara', 'dialogue'],
      ['Voice', 'narration'],
    ]);
    expect(lines[1]!.text).toBe('Not tonight.');
    const short = writeScript(writeStory(IDEAS[0]!, 'long', '', new Random(1)).text, 'Voice', 20).lines;
    expect(short.reduce((sum, { text }) => sum + wordCount(text), 0)).toBeLessThanOrEqual(20 * 2.9 * 1.2);
  });

  it('find those who are named in a text of any origin', () => {
    const text =
      'Anna, a young painter, lived with her dog Rex. Rex was a brown dog. Anna loved her house. Rex loved Anna.';
    const cast = castOf(text, 5).map(({ name, role, kind }) => [name, role, kind]);
    expect(cast).toEqual([
      ['Anna', 'young painter', 'woman'],
      ['Rex', 'brown dog', 'other'],
    ]);
    expect(castOf('MIRA: Come here.\nTOM: I am here.', 5).map(({ name }) => name)).toEqual(['Mira', 'Tom']);
  });
});

describe('a shot', () => {
  const shotsOf = (story: string) =>
    cutIntoShots({ story, characters: [], shots: 2, duration: 10, look: '' }, new Random(1));

  it('is where its own words say, in the light they speak of', () => {
    const [night, morning] = shotsOf(
      'Mara walked through the city at night, alone and tired. In the morning Mara stood on the beach.',
    );
    expect(night!.image_prompt).toMatch(/city.*night/);
    expect(morning!.image_prompt).toMatch(/sea.*dawn/);
  });

  it('lets nobody walk on the water', () => {
    const [calm] = shotsOf('Mara, the captain, saw the old ship on the sea. Mara waited for a long time.');
    expect(calm!.image_prompt).toContain('a ship');
    expect(calm!.image_prompt).not.toMatch(/woman|man/);
  });
});

describe('revising', () => {
  const { text } = writeStory(IDEAS[2]!, 'medium', '', new Random(3));
  const revise = (instruction: string) => reviseText(text, instruction, new Random(1));

  it('does what simple instructions say', () => {
    expect(wordCount(revise('shorter'))).toBeLessThan(wordCount(text));
    expect(wordCount(revise('make it longer'))).toBeGreaterThan(wordCount(text));
    for (const wish of ['funnier', 'more dramatic', 'darker', 'happier']) expect(revise(wish)).not.toBe(text);
    expect(revise('replace fox with wolf')).toMatch(/a wolf finds a lost star/);
    expect(revise('add: The end')).toMatch(/The end\.$/);
    expect(revise('shorter; replace "fox" with "wolf".')).toMatch(/wolf/);
  });

  it('says so where it does not understand one', () => {
    expect(() => revise('in iambic pentameter')).toThrow(/does not understand "in iambic pentameter"/);
    expect(() => revise('replace zebra with wolf')).toThrow(/"zebra" is not in the text/);
  });
});

describe('enhanced prompts', () => {
  const make = (target: 'i2i' | 'i2v', themes: ('outfits' | 'lighting')[] = [], variations = 4) =>
    enhance({
      prompts: ['a woman in a garden at night', 'a red car'],
      variations,
      target,
      style: 'film grain',
      themes,
    });

  it('keep the line, differ, and follow target, style and theme', () => {
    const pictures = make('i2i');
    expect(pictures).toHaveLength(8);
    expect(new Set(pictures).size).toBe(8);
    expect(pictures.slice(0, 4).every((prompt) => prompt.startsWith('a woman in a garden at night, '))).toBe(true);
    expect(pictures.every((prompt) => prompt.endsWith('film grain'))).toBe(true);
    expect(pictures.join()).toMatch(/mm lens/);
    expect(make('i2v').join()).toMatch(/push in|pan|orbit|crane|pull back|static camera/);
    expect(make('i2v').join()).not.toMatch(/mm lens/);
    expect(make('i2i', ['outfits']).every((prompt) => prompt.includes('wearing'))).toBe(true);
    expect(make('i2i')).toEqual(make('i2i'));
  });
});

describe('cutting text', () => {
  it('keeps sentences whole where they fit', () => {
    expect(sentencesOf('One. "Two!" said Mara. Three? Four')).toEqual(['One.', '"Two!" said Mara.', 'Three?', 'Four']);
    expect(fitted('One two three. Four five six.', 4)).toBe('One two three.');
    expect(fitted('One two three four five, six seven eight nine.', 5)).toBe('One two three four five.');
  });
});
