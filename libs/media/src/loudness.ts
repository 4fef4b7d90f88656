import { extname } from 'node:path';
import { BITEXACT, fileSource, runFfmpeg } from './ffmpeg.js';
import { MediaError } from './errors.js';

/** Loudness after EBU R 128. */
export interface Loudness {
  /** LUFS over the whole programme; -70 for silence. */
  integratedLufs: number;
  /** dB relative to full scale; -Infinity for silence. */
  truePeakDb: number;
}

export interface LoudnessTarget {
  /** Default -16 LUFS. */
  lufs?: number;
  /** The highest true peak allowed; default -1 dB. */
  truePeakDb?: number;
}

const SILENCE_LUFS = -69;
const ATTEMPTS = 5;
/** What resampling, and what AAC, may add to a peak that the limiter has set. */
const PEAK_MARGIN_DB = { wav: 0.1, aac: 0.6 };

/** Reads the summary of ffmpeg's ebur128 filter. */
export function readLoudness(log: string): Loudness | undefined {
  const summary = log.slice(log.lastIndexOf('Summary:'));
  const lufs = /\bI:\s+(-?[\d.]+|-inf|nan) LUFS/.exec(summary)?.[1];
  const peak = /\bPeak:\s+(-?[\d.]+|-inf|nan) dBFS/.exec(summary)?.[1];
  if (lufs === undefined || peak === undefined) return undefined;
  const value = (text: string, silent: number) => (Number.isFinite(Number(text)) ? Number(text) : silent);
  return { integratedLufs: value(lufs, -70), truePeakDb: value(peak, -Infinity) };
}

/**
 * Measures the first sound track. One shorter than the 0.4 s window of R 128 is measured as if repeated.
 * @throws MediaError
 */
export async function measureLoudness(path: string, signal?: AbortSignal): Promise<Loudness> {
  const once = await measure(path, [], signal);
  const tooShort = once.integratedLufs <= SILENCE_LUFS && once.truePeakDb > -60;
  return tooShort ? measure(path, ['-stream_loop', '40', '-t', '4'], signal) : once;
}

async function measure(path: string, inputOptions: string[], signal?: AbortSignal): Promise<Loudness> {
  const log = await runFfmpeg(
    {
      inputs: [{ source: fileSource(path), options: inputOptions }],
      // The log of each frame goes to a level that is not shown, as it would be megabytes.
      outputOptions: ['-map', '0:a:0', '-af', 'ebur128=peak=true:framelog=verbose'],
      logLevel: 'info',
    },
    { ...(signal && { signal }) },
  );
  const loudness = readLoudness(log);
  if (!loudness) throw new MediaError('failed', `The loudness of ${path} could not be measured.`, log.slice(-2000));
  return loudness;
}

/** AAC in M4A or MP4; 192 kbit/s, 48 kHz, stereo. */
export const AAC = ['-c:a', 'aac', '-b:a', '192k', '-ar', '48000', '-ac', '2'];
const FLOAT_WAV = ['-c:a', 'pcm_f32le', '-ar', '48000', '-ac', '2'];

function isWav(path: string): boolean {
  return extname(path).toLowerCase() === '.wav';
}

/** How a sound file is written, by the end of its name: `.wav` is 32-bit float, anything else AAC. */
export function audioOptions(output: string): string[] {
  return [...(isWav(output) ? FLOAT_WAV : [...AAC, '-movflags', '+faststart']), '-vn', ...BITEXACT];
}

/**
 * Brings a sound to a loudness, measured on what was written: by plain gain while the peaks allow it, with a
 * limiter against true peaks otherwise. Silence stays silence. Writes 48 kHz stereo, see `audioOptions`.
 * @returns the loudness of `output`, within 1 LU of the target unless the input is silent
 * @throws MediaError, also when a sound can't be brought to the target
 */
export async function normaliseLoudness(
  input: string,
  output: string,
  target: LoudnessTarget = {},
  signal?: AbortSignal,
): Promise<Loudness> {
  const lufs = target.lufs ?? -16;
  const peak = target.truePeakDb ?? -1;
  const before = await measureLoudness(input, signal);
  const silent = before.integratedLufs <= SILENCE_LUFS;
  let gain = silent ? 0 : lufs - before.integratedLufs;
  const margin = isWav(output) ? PEAK_MARGIN_DB.wav : PEAK_MARGIN_DB.aac;
  let ceiling = peak - margin;
  let limited = before.truePeakDb + gain > ceiling;
  for (let attempt = 1; ; attempt++) {
    await render(input, output, { gain, ...(limited && { ceiling }) }, signal);
    if (silent) return before;
    const after = await measureLoudness(output, signal);
    const off = lufs - after.integratedLufs;
    const over = after.truePeakDb - peak;
    if (Math.abs(off) <= 0.5 && over <= 0) return after;
    if (attempt === ATTEMPTS) {
      if (Math.abs(off) <= 1 && over <= 0.5) return after;
      throw new MediaError(
        'failed',
        `${input} could not be brought to ${lufs} LUFS: it stays at ${after.integratedLufs}.`,
      );
    }
    gain += off;
    // The encoder can add a little to a peak; what it added is taken off the ceiling.
    if (over > 0) {
      if (limited) ceiling -= over + PEAK_MARGIN_DB.wav;
      limited = true;
    }
  }
}

async function render(
  input: string,
  output: string,
  { gain, ceiling }: { gain: number; ceiling?: number },
  signal?: AbortSignal,
): Promise<void> {
  const filters = [`volume=${gain.toFixed(2)}dB:precision=float`];
  if (ceiling !== undefined) {
    // Four times the rate, so that the limiter sees the peaks between samples.
    const limit = 10 ** (ceiling / 20);
    filters.push('aresample=192000', `alimiter=limit=${limit.toFixed(6)}:attack=4:release=60:level=disabled`);
  }
  filters.push('aresample=48000');
  await runFfmpeg(
    {
      inputs: [{ source: fileSource(input) }],
      output,
      outputOptions: ['-map', '0:a:0', '-af', filters.join(','), ...audioOptions(output)],
    },
    { ...(signal && { signal }) },
  );
}

/**
 * Encodes a sound as AAC (192 kbit/s, 48 kHz, stereo); the same sound gives the same bytes on the same machine.
 * @throws MediaError
 */
export async function encodeAudio(input: string, output: string, signal?: AbortSignal): Promise<void> {
  await runFfmpeg(
    { inputs: [{ source: fileSource(input) }], output, outputOptions: ['-map', '0:a:0', ...audioOptions(output)] },
    { ...(signal && { signal }) },
  );
}

/**
 * Cuts the silence before and after a sound, keeping a breath at both ends. Writes as `audioOptions` says.
 * @param options dB below which it is silent, default -45; seconds kept at each end, default 0.05
 * @throws MediaError
 */
export async function trimSilence(
  input: string,
  output: string,
  options: { thresholdDb?: number; keepSec?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const { thresholdDb = -45, keepSec = 0.05, signal } = options;
  const cut = `silenceremove=start_periods=1:start_threshold=${thresholdDb}dB:start_silence=${keepSec}`;
  const filters = [cut, 'areverse', cut, 'areverse'].join(',');
  await runFfmpeg(
    {
      inputs: [{ source: fileSource(input) }],
      output,
      outputOptions: ['-map', '0:a:0', '-af', filters, ...audioOptions(output)],
    },
    { ...(signal && { signal }) },
  );
}
