import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MediaError, normaliseLoudness, probe, runTool, trimSilence } from '#media';
import { PipelineFailure } from '#pipeline';
import { progressOf } from '../../ffmpeg/events.js';
import { readConfig } from '../../ffmpeg/inputs.js';
import type { OutputFile, ProviderEvent, Work, WorkContext } from '../../port.js';
import { characterOf, speechArguments } from './speech/character.js';
import { languagesFor, speakable } from './speech/text.js';

const voiceConfig = z.object({
  text: z
    .string()
    .nullish()
    .transform((value) => value ?? ''),
  /** A character's name, or `auto` for a narrator. */
  voice: z
    .string()
    .nullish()
    .transform((value) => value ?? 'auto'),
  /** BCP 47. */
  language: z
    .string()
    .nullish()
    .transform((value) => value ?? 'en'),
  /** Factor. */
  speed: z.number().min(0.5).max(2).default(1),
  /** Semitones. */
  pitch: z.number().min(-12).max(12).default(0),
});

type VoiceConfig = z.infer<typeof voiceConfig>;

/** Speaks a text: port `audio`, with the spoken words as the part `transcript`. */
export async function* voice(work: Work, ctx: WorkContext): AsyncGenerator<ProviderEvent> {
  const config = readConfig(voiceConfig, work);
  const text = speakable(config.text);
  if (text === '') throw new PipelineFailure('invalid_input', 'There is no text to speak.');
  const file = yield* progressOf('Speaking', ctx.signal, (report) => speak(text, config, ctx, report));
  yield { type: 'output', port: 'audio', output: { file } };
}

async function speak(
  text: string,
  config: VoiceConfig,
  ctx: WorkContext,
  report: (fraction: number) => void,
): Promise<OutputFile> {
  const [raw, trimmed, audio, words] = ['raw.wav', 'trimmed.wav', 'voice.m4a', 'transcript.json'].map((name) =>
    join(ctx.workDir, name),
  ) as [string, string, string, string];
  const language = await synthesise(text, config, raw, ctx.signal);
  report(0.5);
  await trimSilence(raw, trimmed, { signal: ctx.signal });
  const { durationSec: spoken } = await probe(trimmed, ctx.signal);
  if (!(spoken > 0.05))
    throw new PipelineFailure('invalid_input', 'The text has nothing that can be spoken in this language.');
  report(0.7);
  await normaliseLoudness(trimmed, audio, { lufs: -16, truePeakDb: -1 }, ctx.signal);
  const { durationSec, sampleRate = 48000 } = await probe(audio, ctx.signal);
  await writeFile(words, JSON.stringify({ text, voice: config.voice, language, durationSec }, null, 2));
  report(1);
  return {
    ...{ path: audio, media: 'audio', mime: 'audio/mp4', facts: { durationSec, sampleRate } },
    parts: { transcript: { path: words, media: 'json', mime: 'application/json' } },
  };
}

/** Writes the speech as WAV and says in which language; languages it doesn't know give way to the next. */
async function synthesise(text: string, config: VoiceConfig, output: string, signal: AbortSignal): Promise<string> {
  const character = characterOf(config.voice);
  for (const language of languagesFor(config.language, text)) {
    const args = speechArguments(character, language, config.pitch, config.speed);
    try {
      await runTool('espeak-ng', [...args, '-w', output, '--stdin'], { signal, stdin: text });
      return language;
    } catch (error) {
      if (!(error instanceof MediaError) || !/voice does not exist/i.test(error.stderrTail)) throw error;
    }
  }
  throw new PipelineFailure('invalid_input', `There is no voice for the language "${config.language}".`);
}
