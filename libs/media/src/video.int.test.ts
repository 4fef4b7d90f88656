import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFaststart, probe } from './probe.js';
import { encodeVideo, extractFrame } from './video.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reelwright-video-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function* gradient(width: number, height: number, count: number): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < count; n++) {
    const frame = new Uint8Array(width * height * 3);
    for (let i = 0; i < frame.length; i++) frame[i] = (i + n * 40) & 255;
    yield frame;
  }
}
const digest = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
const job = (name: string, width = 64, height = 48, count = 25) => ({
  ...{ frames: gradient(width, height, count), width, height, fps: 25, pixelFormat: 'rgb24' as const },
  ...{ output: join(dir, name), quality: 'draft' as const },
});

describe('encodeVideo', () => {
  it('gives the same bytes for the same frames', async () => {
    await encodeVideo(job('a.mp4'));
    await encodeVideo(job('b.mp4'));
    expect(await digest(join(dir, 'a.mp4'))).toBe(await digest(join(dir, 'b.mp4')));
  });

  it('makes H.264 of the asked rate and length, grown to even sides', async () => {
    await encodeVideo(job('odd.mp4', 63, 47, 30));
    const facts = { width: 64, height: 48, fps: 25, frames: 30, videoCodec: 'h264', pixelFormat: 'yuv420p' };
    expect(await probe(join(dir, 'odd.mp4'))).toMatchObject({ ...facts, durationSec: 1.2 });
    expect(await isFaststart(join(dir, 'odd.mp4'))).toBe(true);
  });

  it.each([0, 0.5, 99])('gives the frame at %s s as a picture', async (sec) => {
    await encodeVideo(job('still.mp4'));
    await extractFrame(join(dir, 'still.mp4'), sec, join(dir, `still-${sec}.png`));
    expect(await probe(join(dir, `still-${sec}.png`))).toMatchObject({ width: 64, height: 48 });
  });

  it('refuses a frame of the wrong size and leaves no file', async () => {
    await expect(encodeVideo({ ...job('wrong.mp4'), width: 66 })).rejects.toThrow('66×48 rgb24 needs 9504');
    expect(await readdir(dir)).not.toContain('wrong.mp4');
  });

  it('passes on what the source throws', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(64 * 48 * 3);
      throw new Error('renderer broke');
    }
    await expect(encodeVideo({ ...job('broken.mp4'), frames: broken() })).rejects.toThrow('renderer broke');
  });
});
