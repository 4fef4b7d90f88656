import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { measureLoudness, useTools } from '#media';
import type { OutputFile, ProviderEvent } from '../../port.js';
import type { ScoreSheet } from './describe.js';
import { soundHandlers } from './handlers.js';

const run = promisify(execFile);
const folders: string[] = [];
afterEach(() => useTools({}));
afterAll(() => Promise.all(folders.map((dir) => rm(dir, { recursive: true, force: true }))));

interface Made extends OutputFile {
  events: ProviderEvent[];
}

async function make(
  step: string,
  config: Record<string, unknown>,
  signal = new AbortController().signal,
  onEvent?: (event: ProviderEvent) => void,
): Promise<Made> {
  const workDir = await mkdtemp(join(tmpdir(), 'reelwright-sound-'));
  folders.push(workDir);
  const handler = soundHandlers[step];
  if (!handler) throw new Error(`no handler for ${step}`);
  const events: ProviderEvent[] = [];
  const ctx = { requestId: 'test', workDir, signal, open: () => Promise.reject(new Error('nothing to open')) };
  for await (const event of handler({ step, model: 'sketch', config, inputs: {}, seed: 3 }, ctx)) {
    events.push(event);
    onEvent?.(event);
  }
  const last = events.at(-1);
  if (last?.type !== 'output' || Array.isArray(last.output) || !('file' in last.output)) throw new Error('no file');
  return { ...last.output.file, events };
}

const digest = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
const sheetOf = async (made: Made) =>
  JSON.parse(await readFile(made.parts?.['score']?.path ?? '', 'utf8')) as ScoreSheet;

async function expectLevelled(path: string): Promise<void> {
  const { integratedLufs, truePeakDb } = await measureLoudness(path);
  expect(Math.abs(integratedLufs + 16)).toBeLessThanOrEqual(1);
  expect(truePeakDb).toBeLessThanOrEqual(-1);
}

/** What the ear would tell apart, measured on mono samples: strikes per second and the middle of the spectrum. */
async function character(path: string): Promise<{ onsets: number; centroid: number }> {
  const rate = 16000;
  const args = ['-v', 'error', '-i', path, '-ac', '1', '-ar', String(rate), '-f', 'f32le', '-'];
  const { stdout } = await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: 64e6 });
  const samples = new Float32Array(new Uint8Array(stdout).buffer);
  // The mean frequency follows from how much of the energy a difference filter passes.
  let [energy, changes] = [0, 0];
  for (let i = 1; i < samples.length; i++) {
    energy += (samples[i] ?? 0) ** 2;
    changes += ((samples[i] ?? 0) - (samples[i - 1] ?? 0)) ** 2;
  }
  const centroid = (rate / Math.PI) * Math.asin(Math.min(1, Math.sqrt(changes / energy) / 2));
  const hop = rate / 50;
  const levels = Array.from({ length: Math.floor(samples.length / hop) }, (_, n) =>
    Math.sqrt(samples.subarray(n * hop, (n + 1) * hop).reduce((sum, s) => sum + s * s, 0) / hop),
  );
  const strikes = levels.filter(
    (level, n) => n > 1 && level > 0.02 && level > 1.35 * (levels[n - 2] ?? 0) && level > (levels[n - 1] ?? 0),
  );
  return { onsets: strikes.length / (samples.length / rate), centroid };
}

describe.each(['fluidsynth', 'built-in'])('music played by %s', (renderer) => {
  beforeEach(() => {
    if (renderer === 'built-in') useTools({ fluidsynth: '/nowhere/fluidsynth' });
  });

  it('has the asked length and loudness, its score and its MIDI, and the same bytes again', async () => {
    const config = { style: 'orchestral', scene: 'an eagle over windy mountains', duration: 3.5, hit_points: [1.5] };
    const made = await make('music', config);
    expect(made).toMatchObject({ media: 'audio', mime: 'audio/mp4', facts: { sampleRate: 48000 } });
    expect(Math.abs((made.facts?.durationSec ?? 0) - 3.5)).toBeLessThanOrEqual(0.02);
    await expectLevelled(made.path);
    expect(await sheetOf(made)).toMatchObject({ style: 'orchestral', renderer, ambience: ['wind'], hitPoints: [1.5] });
    expect((await readFile(made.parts?.['midi']?.path ?? '')).toString('latin1', 0, 4)).toBe('MThd');
    expect(await digest((await make('music', config)).path)).toBe(await digest(made.path));
  });

  it('yields to other work', async () => {
    let longest = 0;
    const begun = process.cpuUsage().user;
    let last = begun;
    // Computing time, as the clock also runs when a busy test machine stalls us; as a share, as such a machine also
    // computes more slowly.
    const look = () => {
      const now = process.cpuUsage().user;
      longest = Math.max(longest, now - last);
      last = now;
    };
    const timer = setInterval(look, 2);
    await make('music', { style: 'ambient', duration: 5 }).finally(() => clearInterval(timer));
    look();
    expect(longest / (last - begun)).toBeLessThan(0.5);
  });
});

describe('music', () => {
  it('sounds different by style', async () => {
    const styles = ['synthwave', 'ambient', 'orchestral', 'lo-fi', 'folk', 'rock'];
    const made: { style: string; digest: string; tempo: number; onsets: number; centroid: number }[] = [];
    for (const style of styles) {
      const file = await make('music', { style, duration: 7 });
      await expectLevelled(file.path);
      made.push({
        style,
        digest: await digest(file.path),
        tempo: (await sheetOf(file)).tempo,
        ...(await character(file.path)),
      });
    }
    const of = (style: string) => made.find((one) => one.style === style) ?? { tempo: 0, onsets: 0, centroid: 0 };
    expect(new Set(made.map((one) => one.digest)).size).toBe(styles.length);
    expect(of('ambient').tempo).toBeLessThan(of('synthwave').tempo);
    expect(of('ambient').onsets).toBeLessThan(of('folk').onsets);
    expect(of('ambient').centroid).toBeLessThan(of('synthwave').centroid);
    expect(of('lo-fi').centroid).toBeLessThan(of('rock').centroid);
  });

  it('differs by prompt within a style', async () => {
    const [day, night] = [
      await make('music', { scene: 'mountains by day', duration: 2 }),
      await make('music', { scene: 'mountains at night', duration: 2 }),
    ];
    expect(await digest(day.path)).not.toBe(await digest(night.path));
  });

  it('can be very short', async () => {
    const made = await make('music', { style: 'piano', duration: 1 });
    expect(made.facts?.durationSec).toBeCloseTo(1, 2);
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    const making = make('music', { style: 'rock', duration: 60 }, controller.signal, () => controller.abort());
    await expect(making).rejects.toMatchObject({ name: 'CancelledError' });
  });
});

describe('voice', () => {
  it('speaks, levelled and without silence at the ends, and the same again', async () => {
    const config = { text: 'The keeper lit the lamp one last time.', voice: 'Old sailor' };
    const made = await make('voice', config);
    await expectLevelled(made.path);
    expect(made.facts?.durationSec).toBeGreaterThan(1.5);
    expect(made.facts?.durationSec).toBeLessThan(5);
    expect(await digest((await make('voice', config)).path)).toBe(await digest(made.path));
    expect(await digest((await make('voice', { ...config, voice: 'Elena' })).path)).not.toBe(await digest(made.path));
  });

  it.each(['Hi.', '--help 😀 [[x]]', 'مرحبا بالعالم', 'שלום'])('speaks %s', async (text) => {
    const made = await make('voice', { text });
    expect(made.facts?.durationSec).toBeGreaterThan(0.1);
    await expectLevelled(made.path);
  });

  it('takes long text', async () => {
    const made = await make('voice', { text: 'One word follows another. '.repeat(60), speed: 2 });
    expect(made.facts?.durationSec).toBeGreaterThan(25);
  });

  it('says what is missing', async () => {
    await expect(make('voice', { text: ' 😀 ' })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(make('voice', { text: 'hi', language: 'xx' })).rejects.toMatchObject({ code: 'invalid_input' });
    useTools({ 'espeak-ng': '/nowhere/espeak-ng' });
    await expect(make('voice', { text: 'hi' })).rejects.toMatchObject({ code: 'tool_missing' });
  });
});
