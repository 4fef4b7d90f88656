import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { probe } from '#media';
import { progressOf } from '../../ffmpeg/events.js';
import { readConfig } from '../../ffmpeg/inputs.js';
import type { OutputFile, ProviderEvent, Work, WorkContext } from '../../port.js';
import { scoreSheet } from './describe.js';
import { composeScore } from './music/compose.js';
import { readBrief } from './music/reading.js';
import { STYLES } from './music/styles/table.js';
import { renderMusic } from './render.js';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

const musicConfig = z.object({
  /** Free text; empty: from the mood, then the scene. */
  style: text,
  mood: text,
  scene: text,
  /** Seconds. */
  duration: z.number().min(0.5).max(1800).default(10),
  /** Quarter notes per minute. */
  tempo: z.number().min(30).max(240).nullish(),
  /** Seconds at which something happens in the picture. */
  hit_points: z.array(z.number().min(0)).default([]),
});

/** Composes and plays music: port `audio`, with the score and the MIDI file as parts. */
export async function* music(work: Work, ctx: WorkContext): AsyncGenerator<ProviderEvent> {
  const config = readConfig(musicConfig, work);
  const file = yield* progressOf('Making the music', ctx.signal, (report) => makeMusic(config, work.seed, ctx, report));
  yield { type: 'output', port: 'audio', output: { file } };
}

async function makeMusic(
  { style, mood, scene, duration, tempo, hit_points }: z.infer<typeof musicConfig>,
  seed: number,
  ctx: WorkContext,
  report: (fraction: number, note?: string) => void,
): Promise<OutputFile> {
  const brief = readBrief(style, mood, scene);
  report(0.02, `${brief.style}${brief.ambience.length > 0 ? ` with ${brief.ambience.join(' and ')}` : ''}`);
  const score = composeScore({
    ...{ brief, words: [style, mood, scene].join('|'), durationSec: duration, seed, hitPoints: hit_points },
    ...(tempo && { tempo }),
  });
  const { audio, midi, renderer } = await renderMusic({
    ...{ score, durationSec: duration, room: STYLES[brief.style].room, ambience: brief.ambience, seed },
    ...{ workDir: ctx.workDir, signal: ctx.signal, report },
  });
  const sheet = join(ctx.workDir, 'score.json');
  await writeFile(
    sheet,
    JSON.stringify(scoreSheet(score, { hitPoints: hit_points, ambience: brief.ambience, renderer }), null, 2),
  );
  const { durationSec, sampleRate = 48000 } = await probe(audio, ctx.signal);
  return {
    ...{ path: audio, media: 'audio', mime: 'audio/mp4', facts: { durationSec, sampleRate } },
    parts: {
      score: { path: sheet, media: 'json', mime: 'application/json' },
      midi: { path: midi, media: 'audio', mime: 'audio/midi' },
    },
  };
}
