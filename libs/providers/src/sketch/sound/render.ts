import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaError, mixAudio, normaliseLoudness, runTool, type AudioTrack } from '#media';
import { writeMidi } from './midi.js';
import type { Ambience } from './music/reading.js';
import type { Score } from './music/score.js';
import { findSoundfont } from './soundfont.js';
import { renderAmbience } from './synth/ambience.js';
import { renderScore } from './synth/render.js';
import { breather, writeWav } from './synth/stereo.js';

export type Renderer = 'fluidsynth' | 'built-in';

export interface Rendering {
  score: Score;
  durationSec: number;
  /** Size and level of the room, 0…1. */
  room: readonly [number, number];
  ambience: readonly Ambience[];
  seed: number;
  /** Work files and the results go here. */
  workDir: string;
  signal: AbortSignal;
  report: (fraction: number, note?: string) => void;
}

export interface Rendered {
  /** The .m4a, exactly as long as asked, at -16 LUFS. */
  audio: string;
  midi: string;
  renderer: Renderer;
}

const MUSIC_LUFS = -16;
const TRUE_PEAK_DB = -1;
/** How far each bed lies under the music, in LU. */
const AMBIENCE_BELOW = 17;

/**
 * Plays a score, lays the ambience under it, and levels the result.
 * @throws MediaError; the signal's reason
 */
export async function renderMusic(rendering: Rendering): Promise<Rendered> {
  const { workDir, durationSec, signal, report } = rendering;
  const midi = join(workDir, 'score.mid');
  await writeFile(midi, writeMidi(rendering.score));
  const played = join(workDir, 'played.wav');
  const renderer = await play(rendering, midi, played);
  report(0.45, `played by ${renderer}`);
  const beds = await layBeds(rendering, played);
  report(0.65);
  const mix = join(workDir, 'mix.wav');
  const ring = lastSectionSec(rendering.score);
  await mixAudio({
    ...{ tracks: beds, durationSec, fadeInSec: 0.01, fadeOutSec: Math.min(1.8, ring * 0.6), output: mix, signal },
  });
  const audio = join(workDir, 'music.m4a');
  await normaliseLoudness(mix, audio, { lufs: MUSIC_LUFS, truePeakDb: TRUE_PEAK_DB }, signal);
  report(1);
  return { audio, midi, renderer };
}

function lastSectionSec({ sections, tempo }: Score): number {
  return ((sections.at(-1)?.length ?? 1) * 60) / tempo;
}

async function play(rendering: Rendering, midi: string, output: string): Promise<Renderer> {
  const soundfont = await findSoundfont();
  if (soundfont !== undefined) {
    try {
      await playWithFluidSynth(rendering, soundfont, midi, output);
      return 'fluidsynth';
    } catch (error) {
      // Without it, or with one that can't work here, there is still the synthesiser of our own.
      const usable = error instanceof MediaError && (error.code === 'tool_missing' || error.code === 'failed');
      if (!usable) throw error;
    }
  }
  const breathe = breather(rendering.signal);
  await writeWav(output, await renderScore(rendering.score, rendering.durationSec, rendering.room, breathe), breathe);
  return 'built-in';
}

/** One core and no memory locking: the same MIDI gives the same samples, also in a container. */
async function playWithFluidSynth(
  { room, signal }: Rendering,
  soundfont: string,
  midi: string,
  output: string,
): Promise<void> {
  const settings = {
    'synth.cpu-cores': '1',
    'synth.lock-memory': '0',
    'synth.reverb.active': '1',
    'synth.reverb.room-size': (0.2 + 0.6 * room[0]).toFixed(2),
    'synth.reverb.level': (0.3 + 0.6 * room[1]).toFixed(2),
    'synth.reverb.damp': '0.3',
    'synth.reverb.width': '1',
    'synth.chorus.level': '1.2',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  await runTool(
    'fluidsynth',
    ['-niq', '-F', output, '-T', 'wav', '-O', 'float', '-r', '48000', '-g', '0.4', ...options, soundfont, midi],
    {
      signal,
    },
  );
}

/** The music at its level, and each bed at its distance below. */
async function layBeds(
  { ambience, durationSec, seed, workDir, signal }: Rendering,
  played: string,
): Promise<AudioTrack[]> {
  if (ambience.length === 0) return [{ path: played }];
  const music = join(workDir, 'levelled.wav');
  await normaliseLoudness(played, music, { lufs: MUSIC_LUFS, truePeakDb: TRUE_PEAK_DB }, signal);
  const tracks: AudioTrack[] = [{ path: music }];
  const breathe = breather(signal);
  for (const name of ambience) {
    const [raw, bed] = ['raw', 'bed'].map((kind) => join(workDir, `${kind}-${name}.wav`)) as [string, string];
    await writeWav(raw, await renderAmbience(name, durationSec, seed, breathe), breathe);
    await normaliseLoudness(raw, bed, { lufs: MUSIC_LUFS - AMBIENCE_BELOW, truePeakDb: -6 }, signal);
    tracks.push({ path: bed });
  }
  return tracks;
}
