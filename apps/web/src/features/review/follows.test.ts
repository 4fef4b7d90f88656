import { madeInWords } from './follows';

const line = (step_type: string, count: number, provider = 'sketch') =>
  ({ step_type, count, provider }) as Parameters<typeof madeInWords>[0]['steps'][number];
const madeBy = (type: string) => ({ t2i: 'image', i2v: 'video', concat: 'video', music: 'audio' })[type];

test('what follows is told by kind, the most first', () => {
  expect(madeInWords({ steps: [line('t2i', 0), line('i2v', 24), line('concat', 1, 'ffmpeg')] }, madeBy)).toBe(
    '24 videos',
  );
  expect(madeInWords({ steps: [line('t2i', 0), line('concat', 1, 'ffmpeg')] }, madeBy)).toBe('1 video');
  const many = [line('t2i', 3), line('i2v', 6), line('music', 1)];
  expect(madeInWords({ steps: many }, madeBy)).toBe('6 videos, 3 images');
  expect(madeInWords({ steps: [line('unknown', 1)] }, madeBy)).toBe('1 result');
  expect(madeInWords({ steps: [] }, madeBy)).toBe('');
});
