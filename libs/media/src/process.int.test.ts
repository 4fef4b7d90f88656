import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeVideo } from './video.js';
import { findTool } from './ffmpeg.js';
import { runTool } from './process.js';
import { useTools } from './tools.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reelwright-process-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));
afterEach(() => useTools({}));

/** Processes whose command line names something in the test's own folder. */
async function survivors(): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(dir)).length;
}

/** Far more than a pipe holds: when so many were taken, the encoder is running and reads. */
const ENOUGH_FRAMES = 50;

async function* endless(onTaken: () => void): AsyncGenerator<Uint8Array> {
  for (let frame = 0; ; frame++) {
    if (frame === ENOUGH_FRAMES) onTaken();
    yield new Uint8Array(320 * 240 * 3);
  }
}

describe('runTool', () => {
  it('kills the program on abort and removes what it wrote', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const running = Promise.withResolvers<void>();
    const size = { width: 320, height: 240, fps: 25, pixelFormat: 'rgb24' as const, quality: 'draft' as const };
    const encoding = encodeVideo({
      ...size,
      frames: endless(running.resolve),
      output: join(dir, 'endless.mp4'),
      signal,
    });
    const outcome = expect(encoding).rejects.toMatchObject({ name: 'MediaError', code: 'cancelled' });
    await running.promise;
    expect(await survivors()).toBe(1);
    controller.abort();
    await outcome;
    expect(await survivors()).toBe(0);
    expect(await readdir(dir)).toEqual([]);
  });

  it('does not start when it is cancelled already', async () => {
    await expect(runTool('ffmpeg', [], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('says which program is missing and how to install it', async () => {
    useTools({ ffmpeg: join(dir, 'no-ffmpeg') });
    await expect(findTool('ffmpeg')).rejects.toMatchObject({
      code: 'tool_missing',
      message: expect.stringMatching(/no-ffmpeg was not found.*apt-get install ffmpeg/) as string,
    });
  });

  it('finds the version of a program', async () => {
    expect((await findTool('ffmpeg')).version).toMatch(/^\d+\.\d+/);
  });

  it('keeps what the program said about its failure', async () => {
    await expect(runTool('ffmpeg', ['-v', 'error', '-i', join(dir, 'absent.mp4')])).rejects.toMatchObject({
      code: 'failed',
      stderrTail: expect.stringContaining('No such file') as string,
    });
  });
});
