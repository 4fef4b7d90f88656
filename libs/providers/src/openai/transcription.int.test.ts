import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CANARY, FakeOpenAi, QUICK, afterFile, failureOf, tempDir, testSound } from '#testing';
import { readTranscript, transcribe } from './transcription.js';

const words = [
  { word: 'hello', start: 0, end: 0.4 },
  { word: ' world', start: 0.4, end: 1 },
];

describe('transcripts', () => {
  it('are asked for with the times of words', async () => {
    const fake = await new FakeOpenAi({ key: CANARY }).start();
    afterFile(() => fake.stop());
    const path = join(tempDir(), 'sound.wav');
    writeFileSync(path, testSound(1));
    const options = { key: CANARY, baseUrl: `${fake.url}/v1`, model: 'whisper', limits: QUICK };
    const transcript = await transcribe(options, path, new AbortController().signal, 'en');
    expect(transcript).toEqual({
      ...{ text: 'hello world', times: 'words' },
      words: [
        { text: 'hello', start: 0, end: 0.4 },
        { text: 'world', start: 0.4, end: 1 },
      ],
    });
    fake.fail('audio/transcriptions', 'truncated_json');
    const again = transcribe(options, path, new AbortController().signal);
    expect(await failureOf(again)).toMatchObject({ code: 'outcome_unknown' });
    expect(fake.asked).toHaveLength(2);
  });

  it('are read as servers give them', () => {
    const nanoseconds = words.map(({ word, start, end }) => ({ word, start: start * 1e9, end: end * 1e9 }));
    const { words: read } = readTranscript({ text: 'hello world', duration: '1.0', words: nanoseconds });
    expect(read[1]).toEqual({ text: 'world', start: expect.closeTo(0.4) as number, end: expect.closeTo(1) as number });
  });

  it('have their words spread over the sentences where only those have times', () => {
    const segments = [{ text: ' a bcd', start: 2, end: 4 }];
    expect(readTranscript({ text: 'a bcd', words: null, segments })).toMatchObject({
      times: 'spread',
      words: [
        { text: 'a', start: 2, end: 2.5 },
        { text: 'bcd', start: 2.5, end: 4 },
      ],
    });
    expect(readTranscript({ text: 'a b', duration: '4' }).words).toMatchObject([{ end: 2 }, { end: 4 }]);
    expect(readTranscript({ text: '', words: [], segments: [] }).words).toEqual([]);
  });

  it('that are none are refused', () => expect(() => readTranscript({ error: 'no' })).toThrow(/no sense/));
});
