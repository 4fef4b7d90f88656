import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemEnv } from '#config';
import { probe } from '#media';
import { recipeIn, withSource } from '#recipes';
import { tempDir } from '#testing';

/** The built command, as people run it; `npm test` builds before. */
const MAIN = join(import.meta.dirname, '..', 'dist', 'apps', 'cli', 'src', 'main.js');

const home = tempDir();
const films = tempDir();

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

function start(args: readonly string[], settings: Record<string, string> = {}): ChildProcess {
  const env = { ...systemEnv(), REELWRIGHT_HOME: home, REELWRIGHT_PORT: '0', ...settings };
  return spawn(process.execPath, [MAIN, ...args], { cwd: films, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function ended(child: ChildProcess): Promise<Ran> {
  const read = (stream: ChildProcess['stdout']) => {
    let text = '';
    stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return () => text;
  };
  const [stdout, stderr] = [read(child.stdout), read(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: stdout(), stderr: stderr() };
}

const reelwright = (...args: string[]): Promise<Ran> => ended(start(args));

const jsonLines = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('what can be seen before anything runs', () => {
  test('help, the version and a slip of the pen', async () => {
    const [help, version, slip] = await Promise.all([
      reelwright('make', '--help'),
      reelwright('--version'),
      reelwright('maek'),
    ]);
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('reelwright make "a lighthouse') as string });
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
    expect(slip).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean make?') as string });
  });

  test('bad values and places are refused at once, and no stack is started', async () => {
    const locked = join(films, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    const [duration, empty, extension, missing] = await Promise.all([
      reelwright('make', 'x', '--duration', '31'),
      reelwright('make', '  '),
      reelwright('make', 'x', '-o', 'film.avi'),
      reelwright('make', 'x', '-o', 'nowhere/film.mp4'),
    ]);
    expect(duration).toMatchObject({ code: 2, stderr: expect.stringContaining('from 5 to 30') as string });
    expect(empty.code).toBe(2);
    expect(extension.code).toBe(2);
    expect(missing).toMatchObject({ code: 3, stderr: expect.stringContaining('does not exist') as string });
    // Root may write anywhere.
    if (process.getuid?.() !== 0) expect((await reelwright('make', 'x', '-o', 'locked/film.mp4')).code).toBe(3);
    for (const { stderr } of [duration, empty, extension, missing]) expect(stderr).not.toMatch(/\bat .*:\d+:\d+/);
    expect(existsSync(join(home, 'logs'))).toBe(false);
  });

  test('a gateway that can’t be reached is named', async () => {
    const ran = await reelwright('status', '--url', 'http://127.0.0.1:9', '--json');
    expect(ran.code).toBe(3);
    expect(jsonLines(ran.stdout).at(-1)).toMatchObject({ type: 'error', code: 'unreachable', exitCode: 3 });
  });
});

describe('with a stack', () => {
  let stack: ChildProcess;
  let url: string;

  beforeAll(async () => {
    stack = start(['up', '--json']);
    const [chunk] = (await once(stack.stdout!, 'data')) as [Buffer];
    ({ url } = JSON.parse(chunk.toString()) as { url: string });
  });

  afterAll(async () => {
    stack.kill('SIGINT');
    const [code] = (await once(stack, 'exit')) as [number];
    expect(code).toBe(0);
    expect(existsSync(join(home, 'stack.json'))).toBe(false);
  });

  test('make writes the film and says where everything is', async () => {
    writeFileSync(join(films, 'storm.mp4'), 'an older film');
    const args = ['a lighthouse in a storm, synthwave', '--duration', '5', '--quality', 'draft', '--seed', '7'];
    const { code, stdout, stderr } = await reelwright('make', ...args, '-o', 'storm.mp4');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`${join(films, 'storm.mp4')} (overwritten)`);
    expect(stdout).toContain('seed 7');
    for (const line of ['keyframe: started', 'film: done in', 'silent video', 'soundtrack'])
      expect(stdout).toContain(line);
    const keyframe = /^ *keyframe +(\/.*\.png)$/m.exec(stdout)?.[1];
    expect(statSync(keyframe ?? '').size).toBeGreaterThan(1_000);
    const film = await probe(join(films, 'storm.mp4'));
    expect(film).toMatchObject({ width: 640, height: 360, videoCodec: 'h264', audioCodec: 'aac' });
    expect(film.durationSec).toBeCloseTo(5, 0);
    const recipe = await withSource(join(films, 'storm.mp4'), (source) => recipeIn(source, 'video/mp4'));
    expect(recipe).toMatchObject({ pipeline: { seed: 7, inputs: { scene: 'a lighthouse in a storm, synthwave' } } });
    expect(readdirSync(films).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('--json prints one object a line, and the result last; --url reaches the same stack', async () => {
    const input = ['--input', 'panels=a cat, a dog', '--input', 'quality=draft'];
    const ran = await reelwright('run', 'story_panels', ...input, '-o', 'panels/', '--json', '--url', url);
    expect(ran.code).toBe(0);
    const lines = jsonLines(ran.stdout);
    expect(lines.map(({ type }) => type)).toEqual(expect.arrayContaining(['pipeline_status', 'output_ready']));
    expect(lines.at(-1)).toMatchObject({ type: 'result', status: 'completed' });
    expect(readdirSync(join(films, 'panels')).sort()).toEqual(['panel-1.png', 'panel-2.png']);
    const watched = await reelwright('watch', '--json');
    expect(jsonLines(watched.stdout).slice(0, -1)).toEqual(lines.slice(0, -1));
  });

  test('going on with what there is: fork with a changed item, resume from a checkpoint, retry a step', async () => {
    const input = ['--input', 'panels=["a red door", "a green door"]', '--input', 'quality=draft'];
    const first = await reelwright('run', 'story_panels', ...input, '--json');
    const { id } = jsonLines(first.stdout).at(-1) as { id: string };
    const setting = ['--set', 'panel[1].prompt=a blue door'];

    const planned = await reelwright('fork', id, ...setting, '--plan');
    expect(planned.stdout).toContain('1 of the results, made before');
    const forked = await reelwright('fork', id, ...setting, '-o', 'doors/', '--json');
    expect(jsonLines(forked.stdout).at(-1)).toMatchObject({
      status: 'completed',
      forked_from: id,
      reused: { tasks: 1 },
    });
    expect(readdirSync(join(films, 'doors')).sort()).toEqual(['panel-1.png', 'panel-2.png']);

    const { stdout: listed } = await reelwright('checkpoints', id);
    expect(listed).toMatch(new RegExp(`^${id}@2 .*\n${id}@1 `));
    expect(await reelwright('resume', id)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('fork') as string,
    });
    expect((await reelwright('resume', `${id}@1`, ...setting)).code).toBe(0);
    const retried = await reelwright('retry', id, 'panel', '--task', 'panel[0]', '--set', 'prompt=a black door');
    expect(retried).toMatchObject({ code: 0, stdout: expect.stringContaining('1 result made before') as string });
    expect((await reelwright('retry', id, 'pannel')).code).toBe(2);
  });

  test('what the gateway refuses is told with its place', async () => {
    const [made, planned] = await Promise.all([
      reelwright('make', 'x', '--quality', 'ultra'),
      reelwright('plan', 'complete_video_production', '--input', 'scen=x'),
    ]);
    expect(made).toMatchObject({ code: 2, stderr: expect.stringContaining('inputs.quality') as string });
    expect(planned).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "scene"?') as string });
  });

  test('Ctrl-C cancels the pipeline and keeps the stack', async () => {
    const child = start(['make', 'an eagle over the sea', '--duration', '30', '--quality', 'high', '--json']);
    const ran = ended(child);
    const sawWork = new Promise<void>((resolve) => {
      child.stdout!.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('step_progress')) resolve();
      });
    });
    await sawWork;
    child.kill('SIGINT');
    const { code, stdout } = await ran;
    expect(code).toBe(130);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ type: 'result', status: 'cancelled' });
    expect(readdirSync(films).filter((name) => name.includes('eagle'))).toEqual([]);
    const { stdout: status } = await reelwright('status', '--json');
    expect(JSON.parse(status)).toMatchObject({ status: 'cancelled' });
  });
});
