import { providerLimits } from './limits.js';

test('limits are tasks at the same time, tasks a minute, or both', () => {
  expect([...providerLimits('fal=10, openai=4@60,replicate=@30')]).toEqual([
    ['fal', { concurrency: 10, perMinute: undefined }],
    ['openai', { concurrency: 4, perMinute: 60 }],
    ['replicate', { concurrency: undefined, perMinute: 30 }],
  ]);
  expect(providerLimits('').size).toBe(0);
});
