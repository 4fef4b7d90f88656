import { join } from 'node:path';
import { tempDir } from '#testing';
import { mkdirSync, readdirSync } from 'node:fs';
import { CliError } from '../errors.js';
import type { Template } from '../gateway/api.js';
import { deliveryPaths, isFolderName } from './deliveries.js';
import { type InputType, linesOf, parseInputs } from './inputs.js';
import { makeRequest, sceneOf } from './make-request.js';
import { parseDuration, parseSeed } from './numbers.js';
import { checkWritable, filmPath } from './output-path.js';

describe('inputs', () => {
  const types = new Map<string, InputType>([
    ['scene', 'string'],
    ['duration', 'number'],
    ['loop', 'boolean'],
    ['panels', 'list'],
  ]);
  const parse = (...pairs: string[]) => parseInputs(pairs, types, (path) => linesOf(`one\n\n two, too \n${path}\r\n`));

  test('are read as what they are declared to be', () => {
    expect(parse('scene=a=b, @home', 'duration=7.5', 'loop=yes', 'unknown=5')).toEqual({
      scene: 'a=b, @home',
      duration: 7.5,
      loop: true,
      unknown: '5',
    });
    expect(parse('panels=a cat, a dog,').panels).toEqual(['a cat', 'a dog']);
    expect(parse('panels=["a, b", 2]').panels).toEqual(['a, b', 2]);
    expect(parse('panels=@story.txt').panels).toEqual(['one', 'two, too', 'story.txt']);
  });

  test.each(['scene', '=x', 'duration=long', 'duration=', 'loop=maybe', 'panels=["a"'])('%s is refused', (pair) => {
    expect(() => parse(pair)).toThrow(CliError);
  });
});

describe('make', () => {
  const template = {
    name: 't',
    description: '',
    definition: {},
    inputs: [
      { name: 'music', type: 'string', required: false },
      { name: 'description', type: 'string', required: true },
      { name: 'motion_description', type: 'string', required: false },
    ],
  } satisfies Template;

  test('passes the words as they are, to the input the template can’t do without', () => {
    const scene = sceneOf(['Create a video of', 'an  eagle ']);
    expect(makeRequest(template, scene, { motion: 'slow', seed: 3 })).toEqual({
      template: 't',
      inputs: { description: 'Create a video of an eagle', motion_description: 'slow' },
      seed: 3,
      run: true,
    });
  });

  test('refuses what the template does not take, and silence', () => {
    expect(() => makeRequest(template, 'x', { duration: 5 })).toThrow('knows no --duration');
    expect(() => sceneOf([' ', ''])).toThrow('nothing to show');
  });

  test.each(['4.9', '31', 'ten', '', '-5', '1e1'])('a duration of %p is refused', (text) => {
    expect(() => parseDuration(text, 5, 30)).toThrow('from 5 to 30');
  });

  test('durations and seeds are numbers', () => {
    expect([parseDuration('5', 5, 30), parseDuration('12.5s', 5, 30), parseSeed('4294967295')]).toEqual([
      5, 12.5, 4294967295,
    ]);
    for (const text of ['4294967296', '-1', '1.5', 'x']) expect(() => parseSeed(text)).toThrow('whole number');
  });
});

describe('the output file', () => {
  test('is named after the scene unless told', () => {
    expect(filmPath(undefined, 'A lighthouse', '/films')).toBe('/films/a-lighthouse.mp4');
    expect(filmPath('../x.MP4', 'A lighthouse', '/films')).toBe('/x.MP4');
  });

  test.each(['film', 'film.avi', 'out/', '/tmp'])('%s is refused', (asked) => {
    expect(() => filmPath(asked, 'x', '/films')).toThrow(CliError);
  });

  test('is tried before anything is made, and nothing is left behind', async () => {
    const dir = tempDir();
    mkdirSync(join(dir, 'x.mp4'));
    await expect(checkWritable(join(dir, 'film.mp4'))).resolves.toEqual({ exists: false });
    await expect(checkWritable(join(dir, 'x.mp4'))).rejects.toMatchObject({ exitCode: 2 });
    await expect(checkWritable(join(dir, 'no', 'film.mp4'))).rejects.toMatchObject({ exitCode: 3 });
    expect(readdirSync(dir)).toEqual(['x.mp4']);
  });
});

describe('deliveries', () => {
  const output = (task_id: string, mime = 'image/png') => ({ task_id, port: 'image', mime });

  test('go to a folder by the names of their tasks, counted from one', () => {
    const outputs = [output('panel[0]'), output('grid[1,4]'), output('film', 'video/mp4'), output('film', 'video/mp4')];
    expect(deliveryPaths(outputs, { path: '/out', folder: true })).toEqual([
      '/out/panel-1.png',
      '/out/grid-2-5.png',
      '/out/film.mp4',
      '/out/film-2.mp4',
    ]);
  });

  test('a single one takes the file name, several share it', () => {
    const target = { path: '/out/x.mp4', folder: false };
    expect(deliveryPaths([output('film', 'video/mp4')], target)).toEqual(['/out/x.mp4']);
    expect(deliveryPaths([output('panel')], target)).toEqual(['/out/x.png']);
    expect(deliveryPaths([output('a'), output('b')], target)).toEqual(['/out/x-a.png', '/out/x-b.png']);
  });

  test('a folder is told from a file by its name', () => {
    expect(['out', 'out/', 'film.mp4'].map((asked) => isFolderName(asked, false))).toEqual([true, true, false]);
    expect(isFolderName('v1.0', true)).toBe(true);
  });
});
