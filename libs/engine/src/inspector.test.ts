import { qualityVerdict } from './inspector.js';

const qa = { step: 'picture', minScore: 70, maxTries: 3 };

describe('a scored result', () => {
  it.each([
    ['goes on when it is good enough', {}, [70], 0, 0, { what: 'approve' }],
    ['is made anew when it is not', {}, [69.9], 0, 0, { what: 'redo' }],
    ['is made as often as was said', {}, [10, 20], 0, 0, { what: 'redo' }],
    ['goes on as the best seen at the end', {}, [10, 60, 20], 0, 0, { what: 'restore', version: 2 }],
    ['goes on as it is when that is the best seen', {}, [10, 20, 60], 0, 0, { what: 'approve' }],
    ['is left out where that was asked for', { otherwise: 'reject' as const }, [1, 2, 3], 0, 0, { what: 'reject' }],
    ['waits for a person where that was asked for', { otherwise: 'wait' as const }, [1, 2, 3], 0, 0, { what: 'wait' }],
    ['is made anew while there is money', { maxUsd: 0.08 }, [10], 39_000, 39_000, { what: 'redo' }],
    ['stops where the next would cost too much', { maxUsd: 0.07 }, [10], 39_000, 39_000, { what: 'approve' }],
    ['is not made anew at an unknown price where money counts', { maxUsd: 9 }, [10], 0, undefined, { what: 'approve' }],
    ['is made anew at an unknown price where only tries count', {}, [10], 0, undefined, { what: 'redo' }],
  ])('%s', (_name, more, scores, spent, next, verdict) => {
    expect(qualityVerdict({ ...qa, ...more }, scores, spent, next)).toEqual(verdict);
  });
});
