import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { concatVideos } from './concat.js';
import { measureLoudness, normaliseLoudness } from './loudness.js';
import { muxAudioVideo } from './mux.js';
import { isFaststart, probe } from './probe.js';

const run = promisify(execFile);
const AAC_FRAME_SEC = 1024 / 48000;

let dir: string;
const at = (name: string) => join(dir, name);
const digest = async (name: string) =>
  createHash('sha256')
    .update(await readFile(at(name)))
    .digest('hex');

async function video(name: string, sec: number, size = '160x90', fps = 25, extra: string[] = []): Promise<void> {
  const source = `testsrc2=d=${sec}:s=${size}:r=${fps}`;
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, ...extra, '-pix_fmt', 'yuv420p', '-y', at(name)]);
}
async function tone(name: string, sec: number, gain = 0.1): Promise<void> {
  const source = `aevalsrc=${gain}*sin(2*PI*440*t)|${gain}*sin(2*PI*550*t):s=48000:d=${sec}`;
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, '-y', at(name)]);
}
async function streamLengths(name: string): Promise<number[]> {
  const args = ['-v', 'error', '-show_entries', 'stream=duration', '-of', 'csv=p=0', at(name)];
  return (await run('ffprobe', args)).stdout.trim().split('\n').map(Number);
}
async function frameTimes(name: string): Promise<number[]> {
  const args = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'frame=pts_time', '-of', 'csv=p=0', at(name)];
  return (await run('ffprobe', args)).stdout
    .trim()
    .split('\n')
    .map(parseFloat)
    .filter((time) => !Number.isNaN(time));
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reelwright-join-'));
  await Promise.all([
    ...[
      video('three.mp4', 3),
      video('also.mp4', 1),
      video('tall.mp4', 1, '90x160', 30),
      video('old.avi', 1.2, '160x90'),
    ],
    ...[tone('short.wav', 1), tone('long.wav', 6), tone('blip.wav', 0.3, 0.02), tone('loud.wav', 4, 0.99)],
  ]);
  await video('sounding.mp4', 1, '160x90', 25, ['-f', 'lavfi', '-i', 'sine=d=1', '-c:a', 'aac']);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('muxAudioVideo', () => {
  it.each(['short.wav', 'long.wav'])(
    'makes %s as long as the picture, at the asked loudness, index first',
    async (sound) => {
      const output = at(`mux-${sound}.mp4`);
      await muxAudioVideo({
        video: at('three.mp4'),
        audio: [{ path: at(sound) }],
        fadeOutSec: 0.5,
        loudness: {},
        output,
      });
      const [picture = 0, audio = 0] = await streamLengths(`mux-${sound}.mp4`);
      expect(picture).toBeCloseTo(3, 3);
      expect(Math.abs(audio - picture)).toBeLessThanOrEqual(AAC_FRAME_SEC);
      expect(await isFaststart(output)).toBe(true);
      const loudness = await measureLoudness(output);
      expect(Math.abs(loudness.integratedLufs + 16)).toBeLessThanOrEqual(1);
      expect(loudness.truePeakDb).toBeLessThanOrEqual(-1);
      expect((await readdir(dir)).filter((name) => name.includes('.mix.'))).toEqual([]);
    },
  );

  it('copies H.264, and encodes what browsers do not play', async () => {
    for (const [source, name] of [
      ['three.mp4', 'copy.mp4'],
      ['old.avi', 'encoded.mp4'],
    ] as const) {
      await muxAudioVideo({ video: at(source), audio: [{ path: at('long.wav') }], output: at(name) });
    }
    expect((await probe(at('copy.mp4'))).videoKey).toBe((await probe(at('three.mp4'))).videoKey);
    expect(await probe(at('encoded.mp4'))).toMatchObject({
      videoCodec: 'h264',
      width: 160,
      height: 90,
      audioCodec: 'aac',
    });
  });

  it('mixes music under a voice, with the same bytes each time', async () => {
    const audio = [
      { path: at('long.wav'), volume: 0.5 },
      { path: at('short.wav'), role: 'voice' as const, delaySec: 0.5 },
    ];
    for (const name of ['m1.mp4', 'm2.mp4']) {
      await muxAudioVideo({ video: at('three.mp4'), audio, loudness: {}, output: at(name) });
    }
    expect(await digest('m1.mp4')).toBe(await digest('m2.mp4'));
  });
});

describe('normaliseLoudness', () => {
  it.each(['short.wav', 'blip.wav', 'loud.wav'])('brings %s to -16 LUFS', async (name) => {
    const loudness = await normaliseLoudness(at(name), at(`n-${name}.m4a`));
    expect(Math.abs(loudness.integratedLufs + 16)).toBeLessThanOrEqual(1);
    expect(loudness.truePeakDb).toBeLessThanOrEqual(-1);
  });

  it('leaves silence alone', async () => {
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'anullsrc=d=1', '-y', at('silence.wav')]);
    expect((await normaliseLoudness(at('silence.wav'), at('silence.m4a'))).integratedLufs).toBeLessThanOrEqual(-69);
  });
});

describe('concatVideos', () => {
  it('refuses an empty list', async () => {
    await expect(concatVideos({ videos: [], output: at('none.mp4') })).rejects.toThrow('no videos');
  });

  it('gives one video back as it is', async () => {
    await concatVideos({ videos: [at('three.mp4')], output: at('one.mp4') });
    expect(await probe(at('one.mp4'))).toMatchObject({ frames: 75, width: 160, height: 90, fps: 25 });
  });

  it('joins equal videos without encoding, at a constant rate', async () => {
    await concatVideos({ videos: [at('three.mp4'), at('also.mp4'), at('three.mp4')], output: at('cut.mp4') });
    const times = await frameTimes('cut.mp4');
    expect(times).toHaveLength(175);
    times.forEach((time, i) => expect(time).toBeCloseTo(i / 25, 3));
  });

  it('conforms other sizes and rates to the first', async () => {
    await concatVideos({ videos: [at('also.mp4'), at('tall.mp4'), at('old.avi')], output: at('mixed.mp4') });
    expect(await probe(at('mixed.mp4'))).toMatchObject({
      width: 160,
      height: 90,
      fps: 25,
      frames: 80,
      hasAudio: false,
    });
    expect(await isFaststart(at('mixed.mp4'))).toBe(true);
  });

  it('fills missing sound with silence', async () => {
    await concatVideos({ videos: [at('also.mp4'), at('sounding.mp4')], output: at('half.mp4') });
    const [picture = 0, audio = 0] = await streamLengths('half.mp4');
    expect(picture).toBeCloseTo(2, 3);
    expect(Math.abs(audio - picture)).toBeLessThanOrEqual(AAC_FRAME_SEC);
  });

  it.each(['crossfade', 'fade_black'] as const)(
    'overlaps with %s, never by more than half a clip',
    async (transition) => {
      const videos = ['three.mp4', 'sounding.mp4', 'tall.mp4'].map(at);
      await concatVideos({ videos, transition, transitionSec: 0.8, output: at('x.mp4') });
      const [picture = 0, audio = 0] = await streamLengths('x.mp4');
      expect(picture).toBeCloseTo(5 - 2 * 0.48, 2);
      expect(Math.abs(audio - picture)).toBeLessThanOrEqual(AAC_FRAME_SEC);
    },
  );
});
