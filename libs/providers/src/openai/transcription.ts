import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { sniff } from '#media';
import { PipelineFailure } from '#pipeline';
import { openAiClient } from './client.js';
import type { OpenAiServer } from './client.js';
import { withForm } from './provider.js';

/** Something said, with its times in seconds. */
export interface Said {
  text: string;
  start: number;
  end: number;
}

export interface Transcript {
  text: string;
  /** `spread` where the server knew only when sentences were said, and the words were spread over them. */
  times: 'words' | 'spread';
  words: Said[];
}

const number = z.coerce.number().nonnegative().catch(0);
const answer = z.object({
  text: z.string(),
  duration: number.optional(),
  words: z.array(z.object({ word: z.string(), start: number, end: number })).nullish(),
  segments: z.array(z.object({ text: z.string(), start: number, end: number })).nullish(),
});

/** No recording is as many seconds long as a nanosecond count is large. */
const IMPLAUSIBLE_SEC = 1e6;

/**
 * Reads an answer in the form `verbose_json`, as the servers really give it: lengths as text, times in nanoseconds,
 * words missing. Throws `bad_answer`.
 */
export function readTranscript(body: unknown): Transcript {
  const parsed = answer.safeParse(body);
  if (!parsed.success) throw new PipelineFailure('bad_answer', 'openai gave a transcript that makes no sense');
  const { text, words, segments, duration = 0 } = parsed.data;
  if (words && words.length > 0) {
    const said = words.map(({ word, start, end }) => ({ text: word.trim(), start, end }));
    return { text, times: 'words', words: inSeconds(said) };
  }
  const sentences = segments && segments.length > 0 ? segments : [{ text, start: 0, end: duration }];
  return { text, times: 'spread', words: inSeconds(sentences).flatMap(spread) };
}

function inSeconds(all: Said[]): Said[] {
  const scale = all.some(({ end }) => end > IMPLAUSIBLE_SEC) ? 1e-9 : 1;
  return all.map(({ text, start, end }) => ({ text, start: start * scale, end: Math.max(start, end) * scale }));
}

/** Longer words take longer. */
function spread({ text, start, end }: Said): Said[] {
  const words = text.split(/\s+/).filter(Boolean);
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  let at = start;
  return words.map((word) => {
    const from = at;
    at += ((end - start) * word.length) / letters;
    return { text: word, start: from, end: at };
  });
}

export type TranscribeOptions = Pick<OpenAiServer, 'key' | 'baseUrl' | 'limits'> & { model: string };

/** What is said in a sound file, by OpenAI or a compatible server. `language` is a code such as `en`. */
export async function transcribe(
  { model, ...options }: TranscribeOptions,
  path: string,
  signal: AbortSignal,
  language?: string,
): Promise<Transcript> {
  const bytes = await readFile(path);
  const form = new FormData();
  const { mime = 'audio/wav', extension = 'wav' } = sniff(bytes) ?? {};
  form.set('file', new Blob([bytes], { type: mime }), `sound.${extension}`);
  form.set('model', model);
  if (language) form.set('language', language);
  form.set('response_format', 'verbose_json');
  for (const unit of ['word', 'segment']) form.append('timestamp_granularities[]', unit);
  const call = { method: 'POST' as const, signal, paid: true, answerMs: 600_000, doing: `a transcript by ${model}` };
  const { body } = await openAiClient(options).json(
    `${options.baseUrl}/audio/transcriptions`,
    await withForm(call, form),
  );
  return readTranscript(body);
}
