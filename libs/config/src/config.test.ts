import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  childEnv,
  ConfigError,
  exampleConfig,
  explainConfig,
  loadConfig,
  systemEnv,
  unknownVariables,
} from './index.js';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'config-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const env = { HOME: '/home/ada' };
const writeFile = (text: string) => writeFileSync(join(cwd, 'reelwright.config.yaml'), text);

function problems(load: () => unknown): string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ place, reason }) => `${place}: ${reason}`);
    throw error;
  }
  return [];
}

test('without anything set the defaults apply, and Redis is embedded', () => {
  expect(loadConfig({ env, cwd })).toMatchObject({
    home: '/home/ada/.local/share/reelwright',
    outputDir: '/home/ada/.local/share/reelwright/pipelines',
    redisUrl: undefined,
    host: '127.0.0.1',
    port: 4100,
    prefix: 'reelwright',
    card: 'cpu0',
    lockDurationMs: 10_000,
    stalledIntervalMs: 5_000,
  });
});

test('the home follows XDG_DATA_HOME, which is ignored when relative', () => {
  expect(loadConfig({ env: { ...env, XDG_DATA_HOME: '/data' }, cwd }).home).toBe('/data/reelwright');
  expect(loadConfig({ env: { ...env, XDG_DATA_HOME: 'data' }, cwd }).home).toBe('/home/ada/.local/share/reelwright');
});

test('an override wins over the environment, which wins over the file', () => {
  writeFile('port: 1\nprefix: file\ncard: file\n');
  const config = loadConfig({
    env: { ...env, REELWRIGHT_PORT: '2', REELWRIGHT_PREFIX: 'env' },
    cwd,
    overrides: { port: 3 },
  });
  expect(config).toMatchObject({ port: 3, prefix: 'env', card: 'file' });
});

test('an empty variable counts as unset', () => {
  expect(loadConfig({ env: { ...env, REDIS_URL: '', REELWRIGHT_PORT: '' }, cwd })).toMatchObject({
    redisUrl: undefined,
    port: 4100,
  });
});

test('paths are made absolute against the place that names them', () => {
  writeFile('home: data\n');
  expect(loadConfig({ env: { ...env, REELWRIGHT_OUTPUT_DIR: '~/films' }, cwd })).toMatchObject({
    home: join(cwd, 'data'),
    outputDir: '/home/ada/films',
  });
});

test('every bad value is refused at once, with its place and reason', () => {
  writeFile('port: high\nlogLevel: loud\nprot: 4100\n');
  expect(
    problems(() => loadConfig({ env: { ...env, REDIS_URL: 'http://x:s3cret@y', REELWRIGHT_PREFIX: '{a}' }, cwd })),
  ).toEqual([
    expect.stringMatching(/^reelwright\.config\.yaml:3: there is no option "prot"/),
    expect.stringMatching(/^REDIS_URL: must be a URL such as redis:/),
    'reelwright.config.yaml:1 port: must be a whole number (found "high")',
    expect.stringMatching(/^REELWRIGHT_PREFIX: must be 1 to 48/),
    expect.stringMatching(/^reelwright\.config\.yaml:2 logLevel: must be one of trace/),
  ]);
});

test.each([
  ['port: 70000', /at most 65535/],
  ['port: 1.5', /whole number/],
  ['port: true', /whole number/],
  ['lockDurationMs: 1', /at least 1000/],
  ['- a', /option: value/],
  ['a: [', /:\d+: /],
])('a file with %s is refused', (text, reason) => {
  writeFile(`${text}\n`);
  expect(problems(() => loadConfig({ env, cwd }))).toEqual([expect.stringMatching(reason)]);
});

test('a named file that is not there is refused; no file, or an empty one, is fine', () => {
  expect(problems(() => loadConfig({ env: { ...env, REELWRIGHT_CONFIG: 'gone.yaml' }, cwd }))).toEqual([
    expect.stringMatching(/^gone\.yaml: can't be read/),
  ]);
  writeFile('# nothing\n');
  expect(loadConfig({ env, cwd }).port).toBe(4100);
  writeFile('port: nonsense\n');
  expect(loadConfig({ env, cwd, file: false }).port).toBe(4100);
});

test('no message and no explanation holds a secret', () => {
  expect(problems(() => loadConfig({ env: { ...env, REELWRIGHT_API_KEY: 'short' }, cwd })).join()).not.toContain(
    'short',
  );
  const rows = explainConfig({
    env: { ...env, REELWRIGHT_API_KEY: 'correct-horse', REDIS_URL: 'redis://me:s3cret@host:6379/1' },
    cwd,
  });
  expect(JSON.stringify(rows)).not.toMatch(/correct-horse|s3cret/);
  expect(rows.find(({ name }) => name === 'redisUrl')?.value).toBe('redis://me:***@host:6379/1');
});

test('the explanation says where each value came from', () => {
  writeFile('\nprefix: mine\n');
  const rows = explainConfig({ env: { ...env, REELWRIGHT_PORT: '5000' }, cwd, overrides: { card: 'gpu1' } });
  const from = (name: string) => rows.find((row) => row.name === name);
  expect(from('prefix')).toMatchObject({ value: 'mine', source: 'file', place: 'reelwright.config.yaml:2 prefix' });
  expect(from('port')).toMatchObject({ value: 5000, source: 'environment', place: 'REELWRIGHT_PORT' });
  expect(from('card')).toMatchObject({ value: 'gpu1', source: 'override' });
  expect(from('host')).toMatchObject({ value: '127.0.0.1', source: 'default' });
});

test('a child reads back the settings of its parent, whatever file lies about', () => {
  writeFile('port: 7000\nprefix: file\n');
  const config = loadConfig({ env, cwd, file: false, overrides: { port: 6000 } });
  const given = childEnv(
    config,
    { redisUrl: 'redis://127.0.0.1:1', card: 'gpu1' },
    { ...env, NODE_OPTIONS: '--inspect', REDIS_URL: 'x' },
  );
  expect(given).not.toHaveProperty('NODE_OPTIONS');
  expect(loadConfig({ env: given, cwd })).toEqual({ ...config, redisUrl: 'redis://127.0.0.1:1', card: 'gpu1' });
});

test('a foreign program is given no secrets', () => {
  expect(systemEnv({ PATH: '/bin', REELWRIGHT_API_KEY: 'correct-horse', FAL_KEY: 'k' })).toEqual({ PATH: '/bin' });
});

test('variables that are most likely misspelt are found', () => {
  expect(unknownVariables({ REELWRIGHT_PROT: '1', REELWRIGHT_PORT: '1', REELWRIGHT_CONFIG: 'x', OTHER: '' })).toEqual([
    'REELWRIGHT_PROT',
  ]);
});

test('the example file is up to date (npm run generate writes it)', () => {
  const path = join(import.meta.dirname, '../../../reelwright.config.example.yaml');
  expect(readFileSync(path, 'utf8')).toBe(exampleConfig());
});
