import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '#testing';
import { Prices } from './prices.js';

const own = (models: unknown) => {
  const path = join(tempDir(), 'prices.json');
  writeFileSync(path, JSON.stringify({ models }));
  return path;
};
const row = { provider: 'fal', model: 'fal-ai/nano-banana', unit: 'image', date: '2026-12-01', source: 'invoice' };

describe('prices', () => {
  it('are by unit and setting, and absent where nobody knows', () => {
    const prices = Prices.read();
    expect(prices.of('fal', 'fal-ai/kling-video/v2.6/pro/image-to-video', 10)).toBe(700_000);
    expect(prices.of('openai', 'gpt-image-1.5', 2, 'low')).toBe(26_000);
    expect(prices.estimate('fal', 'fal-ai/wan-i2v', '480p')).toBe(40_000);
    expect(prices.of('fal', 'somebody/else', 1)).toBeUndefined();
    expect(prices.served('fal', 'fal-ai/sora-2/image-to-video')).toBe(false);
    expect(prices.standing('fal', 'fal-ai/sora-2/image-to-video').unavailable).toMatchObject({
      code: 'model_not_found',
      message: expect.stringMatching(/sora-2.* no longer served .*2026-09-24/) as string,
    });
    expect(prices.standing('fal', 'fal-ai/nano-banana')).toEqual({});
  });

  it('can be set by the operator', () => {
    const prices = Prices.read(own([{ ...row, microDollars: 1 }]));
    expect(prices.of('fal', 'fal-ai/nano-banana', 3)).toBe(3);
    expect(prices.of('fal', 'fal-ai/nano-banana/edit', 1)).toBe(39_000);
  });

  it('refuse a list that makes no sense, with the place', () => {
    expect(() => Prices.read(own([{ ...row, microDollars: '5 cents' }]))).toThrow(/models\[0\]\.microDollars/);
    expect(() => Prices.read('/nowhere/prices.json')).toThrow(/cannot be read/);
  });
});
