import { loadConfig } from '#config';
import { checksAsJson, isHealthy, type Machine, renderChecks, runChecks } from './index.js';

const healthy: Machine = {
  nodeVersion: () => '24.1.0',
  program: async ([name = '']) => ({ path: `/usr/bin/${name}`, version: '7.0.15' }),
  encoders: async () => new Set(['libx264', 'aac', 'libvpx']),
  soundfont: async () => '/usr/share/sounds/sf2/GM.sf2',
  freeBytes: async () => 50e9,
  isWritable: async () => true,
  listen: async () => undefined,
  health: async () => 'none',
  stackUrl: () => undefined,
  redisInfo: async () => ({ redis_version: '7.2.4', maxmemory_policy: 'noeviction', aof_enabled: '1' }),
  comfyui: async () => [],
  misspelt: () => [],
};
const config = loadConfig({ env: { HOME: '/home/ada' }, file: false });
const withRedis = { ...config, redisUrl: 'redis://:s3cret@db:6379' };

async function only(name: string, machine: Partial<Machine>, given = config) {
  const results = await runChecks(given, { ...healthy, ...machine });
  const others = results.filter((result) => result.name !== name && result.status !== 'ok');
  expect(others).toEqual([]);
  const found = results.find((result) => result.name === name);
  if (found && found.status !== 'ok') expect(found.fix).toMatch(/\w/);
  return found;
}

test('a machine that has everything is ready', async () => {
  const results = await runChecks(config, healthy);
  expect(results.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(isHealthy(results)).toBe(true);
});

test.each<[string, Partial<Machine>, 'ok' | 'warn' | 'fail', RegExp]>([
  ['Node.js', { nodeVersion: () => '22.11.0' }, 'fail', /22\.11/],
  ['Node.js', { nodeVersion: () => '22.12.0' }, 'ok', /22\.12/],
  [
    'Redis',
    { program: async ([name = '']) => (name === 'redis-server' ? undefined : { path: name, version: '1.0' }) },
    'fail',
    /not found/,
  ],
  ['ffmpeg', { encoders: async () => undefined }, 'fail', /not found/],
  ['ffmpeg', { encoders: async () => new Set(['aac']) }, 'fail', /without libx264/],
  ['soundfont', { soundfont: async () => undefined }, 'warn', /not found/],
  ['disk', { freeBytes: async () => 100e6 }, 'fail', /100 MB/],
  ['disk', { freeBytes: async () => 300e6 }, 'warn', /300 MB/],
  ['port', { health: async () => 'ours' }, 'ok', /is ours/],
  ['port', { listen: () => Promise.reject(new Error('Port 4100 is taken.')) }, 'fail', /taken/],
  ['gateway', { stackUrl: () => 'http://127.0.0.1:4100' }, 'warn', /no answer/],
  ['gateway', { stackUrl: () => 'http://127.0.0.1:4100', health: async () => 'ours' }, 'ok', /healthy/],
  ['environment', { misspelt: () => ['REELWRIGHT_PROT'] }, 'warn', /REELWRIGHT_PROT/],
  [
    'disk',
    { freeBytes: () => Promise.reject(new Error('no such disk')) },
    'fail',
    /could not be checked: no such disk/,
  ],
])('%s is judged by what is found (%#)', async (name, machine, status, found) => {
  expect(await only(name, machine)).toMatchObject({ status, found: expect.stringMatching(found) as string });
});

test('folders that can not be written to are told, each with its setting', async () => {
  const results = await runChecks(config, { ...healthy, isWritable: async () => false });
  expect(results.filter(({ status }) => status === 'fail').map(({ fix }) => fix)).toEqual([
    expect.stringMatching(/REELWRIGHT_HOME/),
    expect.stringMatching(/REELWRIGHT_OUTPUT_DIR/),
  ]);
});

test.each<[string, Record<string, string>, 'ok' | 'warn' | 'fail']>([
  ['7.2.4 at redis://:***@db:6379', { redis_version: '7.2.4', maxmemory_policy: 'noeviction', aof_enabled: '1' }, 'ok'],
  ['without an append-only file', { redis_version: '7.2.4', maxmemory_policy: 'noeviction', aof_enabled: '0' }, 'warn'],
  [
    'maxmemory-policy allkeys-lru',
    { redis_version: '7.2.4', maxmemory_policy: 'allkeys-lru', aof_enabled: '1' },
    'fail',
  ],
  ['5.0.1', { redis_version: '5.0.1' }, 'fail'],
])('a Redis of one’s own is looked into: %s', async (found, info, status) => {
  const result = await only('Redis', { redisInfo: async () => info }, withRedis);
  expect(result).toMatchObject({ status, found: expect.stringContaining(found) as string });
});

test('a Redis that can not be reached is told without its password', async () => {
  const result = await only('Redis', { redisInfo: () => Promise.reject(new Error('refused')) }, withRedis);
  expect(result).toMatchObject({ status: 'fail', found: 'redis://:***@db:6379: refused' });
});

test('people get lines, scripts get JSON', async () => {
  const results = await runChecks(config, { ...healthy, encoders: async () => undefined });
  const text = renderChecks(results, { color: false });
  expect(text).toMatch(/^✓ Node\.js {8}24\.1\.0$/m);
  expect(text).toMatch(/^✗ ffmpeg {9}not found\n {17}Run `node scripts\/bootstrap\.mjs`/m);
  expect(text).toMatch(/\n\nNot ready: ffmpeg\.$/);
  expect(renderChecks(results, { color: true })).toContain('\u001b[31m✗');
  expect(JSON.parse(checksAsJson(results))).toMatchObject({ ok: false, checks: results });
});

test.each([
  ['all it needs', { able: ['t2i/sdxl'], lacking: [] }, 'ok', undefined],
  [
    'too little',
    { able: [], lacking: ['t2i/sdxl: the model file a is missing'] },
    'warn',
    /t2i\/sdxl: the model file a/,
  ],
])('a ComfyUI server that has %s', async (_what, has, status, fix) => {
  const given = loadConfig({ env: { HOME: '/home/ada', COMFYUI_URLS: 'http://gpu:8188' }, file: false });
  const server = { url: 'http://gpu:8188', version: '0.33.0', card: 'a card', ...has };
  const result = await only('ComfyUI', { comfyui: async () => [server] }, given);
  expect(result).toMatchObject({
    status,
    found: expect.stringContaining('0.33.0 at http://gpu:8188 on a card') as string,
  });
  expect(result?.fix ?? '').toMatch(fix ?? /^$/);
});
