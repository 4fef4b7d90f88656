import { errorFromExit } from './errors.js';
import { ffmpegArguments, progressReader } from './ffmpeg.js';
import { readLoudness } from './loudness.js';
import { readProbe } from './probe.js';
import { evenFilters, rateText } from './video.js';

describe('ffmpegArguments', () => {
  it('passes paths and options with blanks through as they are', () => {
    const args = ffmpegArguments({
      inputs: [{ source: 'file:/a b/-c.mp4', options: ['-f', 'mp4 x'] }],
      output: '/out/my film.mp4',
      outputOptions: ['-vf', 'scale=2:2, pad=4:4'],
    });
    expect(args.slice(args.indexOf('-f'))).toEqual([
      ...['-f', 'mp4 x', '-i', 'file:/a b/-c.mp4', '-vf', 'scale=2:2, pad=4:4', 'file:/out/my film.mp4'],
    ]);
  });
});

it('reads progress split anywhere', () => {
  const seen: number[] = [];
  const read = progressReader((seconds) => seen.push(seconds));
  ['frame=1\nout_time_', 'us=500000\nout_time_us=1', '000000\nprogress=end\n'].forEach(read);
  expect(seen).toEqual([0.5, 1]);
});

it('reads loudness, also of silence', () => {
  const log = (i: string, p: string) =>
    `x Summary:\n  Integrated loudness:\n    I:  ${i} LUFS\n  True peak:\n    Peak:  ${p} dBFS`;
  expect(readLoudness(log('-16.3', '-1.2'))).toEqual({ integratedLufs: -16.3, truePeakDb: -1.2 });
  expect(readLoudness(log('-70.0', '-inf'))).toEqual({ integratedLufs: -70, truePeakDb: -Infinity });
  expect(readLoudness('nothing')).toBeUndefined();
});

it('reads rotation, fractional rates and ignores cover art', () => {
  const streams = [
    { codec_type: 'video', codec_name: 'png', width: 9, height: 9, disposition: { attached_pic: 1 } },
    {
      codec_type: 'video',
      width: 1920,
      height: 1080,
      avg_frame_rate: '30000/1001',
      side_data_list: [{ rotation: -90 }],
    },
  ];
  const facts = readProbe({ streams, format: { format_name: 'mov', duration: '2.5' } });
  expect(facts).toMatchObject({ width: 1080, height: 1920, durationSec: 2.5, hasAudio: false });
  expect(rateText(facts.fps)).toBe('30000/1001');
});

it('names a full disk', () => {
  expect(errorFromExit('ffmpeg', { code: 1, signal: null }, 'av_write: No space left on device').code).toBe(
    'disk_full',
  );
  expect(errorFromExit('ffmpeg', { code: 1, signal: null }, 'bad\nInvalid data').message).toBe(
    'ffmpeg ended with code 1: Invalid data',
  );
});

it('grows odd sides by one', () => {
  expect(evenFilters(4, 4)).toEqual([]);
  expect(evenFilters(5, 4)[0]).toBe('pad=6:4:0:0');
});
