import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { slowness, tempDir } from '#testing';

/** A working copy in miniature, and a search path with nothing on it but what the test puts there. */
class Machine {
  readonly root = tempDir();
  readonly bin = tempDir();
  readonly tmp = tempDir();

  constructor() {
    cpSync(join(import.meta.dirname, '../../../../scripts'), join(this.root, 'scripts'), { recursive: true });
    this.write('package.json', '{"type":"module"}');
    this.write('package-lock.json', '{"packages":{"":{},"node_modules/a":{"version":"1.0.0"}}}');
    this.write('node_modules/.package-lock.json', '{"packages":{"node_modules/a":{"version":"1.0.0"}}}');
    this.write('node_modules/.bin/jest', '');
    this.write('libs/a/src/index.ts', '');
    this.write('echo.mjs', 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7;');
    symlinkSync(process.execPath, join(this.root, 'node_modules/.bin/node'));
    symlinkSync('/usr/bin/env', join(this.bin, 'env'));
    for (const name of ['redis-server', 'ffmpeg', 'espeak-ng', 'fluidsynth']) this.program(name, '');
    this.program('npm', `mkdirSync(${JSON.stringify(join(this.root, 'dist'))}, { recursive: true });`);
  }

  write(name: string, content: string): void {
    const path = join(this.root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  /** A program that notes how it was called, then does what the script says. */
  program(name: string, script: string): void {
    const log = JSON.stringify(join(this.tmp, `${name}.log`));
    const lines = [
      `#!${process.execPath}`,
      `const { appendFileSync, mkdirSync, writeFileSync, chmodSync } = require('node:fs');`,
      `const { spawnSync } = require('node:child_process');`,
      `const args = process.argv.slice(2);`,
      `appendFileSync(${log}, args.join(' ') + '\\n');`,
      script,
    ];
    writeFileSync(join(this.bin, name), lines.join('\n'));
    chmodSync(join(this.bin, name), 0o755);
  }

  /** An apt-get that installs what `wanted` names as packages, and fails for any other. */
  packageManager(wanted: Record<string, string>): void {
    const folder = JSON.stringify(this.bin);
    this.program('sudo', `process.exit(args[1] === 'true' ? 0 : spawnSync(args[1], args.slice(2)).status);`);
    this.program(
      'apt-get',
      `const wanted = ${JSON.stringify(wanted)};
      if (args[0] === 'update') process.exit(0);
      const packages = args.slice(args.indexOf('--no-install-recommends') + 1);
      if (packages.some((name) => !(name in wanted))) { console.error('no such package'); process.exit(100); }
      for (const name of packages) { const path = ${folder} + '/' + wanted[name]; writeFileSync(path, ''); chmodSync(path, 0o755); }`,
    );
  }

  lacks(name: string): void {
    chmodSync(join(this.bin, name), 0o644);
  }

  calls(name: string): string[] {
    const log = join(this.tmp, `${name}.log`);
    return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  }

  start(...args: string[]) {
    return spawn(process.execPath, [join(this.root, 'scripts/bootstrap.mjs'), ...args], {
      env: { PATH: this.bin, TMPDIR: this.tmp },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async run(...args: string[]) {
    const child = this.start(...args);
    const ended = once(child, 'exit') as Promise<[number]>;
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { code, out, err };
  }
}

let machine: Machine;
beforeEach(() => {
  machine = new Machine();
});

test('it builds once, and is silent and quick when nothing is missing', async () => {
  expect(await machine.run()).toMatchObject({ code: 0, out: '', err: expect.stringMatching(/✓ build/) as string });
  const begun = performance.now();
  expect(await machine.run()).toEqual({ code: 0, out: '', err: '' });
  expect(performance.now() - begun).toBeLessThan(1_000 * slowness());
  expect(machine.calls('npm')).toEqual(['run --silent build']);
});

test('a changed or removed source is built again', async () => {
  await machine.run();
  utimesSync(join(machine.root, 'libs/a/src/index.ts'), 1, 1);
  await machine.run();
  machine.write('libs/a/src/b.ts', '');
  await machine.run();
  machine.write('libs/a/src/b.test.ts', '');
  await machine.run();
  expect(machine.calls('npm')).toHaveLength(3);
});

test('the script gets its arguments as they were, and its exit code is ours', async () => {
  await machine.run();
  const result = await machine.run('run', 'echo.mjs', 'make', 'a lighthouse in a storm, "synthwave"', '--', '$HOME');
  expect(result).toEqual({
    code: 7,
    err: '',
    out: '["make","a lighthouse in a storm, \\"synthwave\\"","--","$HOME"]\n',
  });
});

test('a signal reaches the script', async () => {
  machine.write(
    'wait.mjs',
    `process.on('SIGTERM', () => process.exit(9)); setInterval(() => 0, 1e6); console.log('up');`,
  );
  await machine.run();
  const child = machine.start('run', 'wait.mjs');
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([9, null]);
});

test('what the lock file says and npm did not install is installed', async () => {
  machine.write('node_modules/.package-lock.json', '{"packages":{"node_modules/a":{"version":"0.9.0"}}}');
  expect(await machine.run()).toMatchObject({ err: expect.stringMatching(/✓ npm packages/) as string });
  expect(machine.calls('npm')[0]).toMatch(/^ci --no-audit --no-fund/);
});

test('a lock file that is too short for npm ci is good enough for npm install', async () => {
  machine.program(
    'npm',
    `if (args[0] === 'ci') { console.error('npm error code EUSAGE'); process.exit(1); }
    mkdirSync(${JSON.stringify(join(machine.root, 'dist'))}, { recursive: true });`,
  );
  machine.write('node_modules/.package-lock.json', '{"packages":{}}');
  expect((await machine.run()).code).toBe(0);
  expect(machine.calls('npm')[1]).toMatch(/^install --no-save/);
});

test('a build that fails says how, and is tried again', async () => {
  machine.program('npm', `console.error('unexpected token'); process.exit(1);`);
  for (let run = 0; run < 2; run += 1) {
    const { code, err } = await machine.run();
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/unexpected token\n\nThis command failed: npm run/) as string,
    });
  }
});

test('a missing program is installed', async () => {
  machine.lacks('ffmpeg');
  machine.packageManager({ ffmpeg: 'ffmpeg' });
  expect(await machine.run()).toMatchObject({
    code: 0,
    err: expect.stringMatching(/✓ system packages \(ffmpeg\)/) as string,
  });
  expect(machine.calls('apt-get')).toContain('install -y --no-install-recommends ffmpeg');
});

test('one that can be done without does not stand in the way, and is mentioned once', async () => {
  machine.lacks('espeak-ng');
  machine.lacks('redis-server');
  machine.packageManager({ 'redis-server': 'redis-server' });
  const first = await machine.run();
  expect(first.code).toBe(0);
  expect(first.err).toMatch(/! espeak-ng is missing: steps that speak will fail\./);
  expect(await machine.run()).toMatchObject({ code: 0, err: '' });
});

test('where nothing may be installed, it says what is missing and stops', async () => {
  machine.lacks('ffmpeg');
  const { code, err } = await machine.run();
  expect(code).toBe(1);
  expect(err).toMatch(/ffmpeg is missing, and this user may not install it\. Install it with your package manager\./);
});

test('two at once do the work once', async () => {
  machine.program(
    'npm',
    `setTimeout(() => mkdirSync(${JSON.stringify(join(machine.root, 'dist'))}, { recursive: true }), 300);`,
  );
  const results = await Promise.all([machine.run(), machine.run()]);
  expect(results.map(({ code }) => code)).toEqual([0, 0]);
  expect(results.map(({ err }) => err).join('')).toMatch(/waiting for another setup/);
  expect(machine.calls('npm')).toHaveLength(1);
});

test('the lock of a setup that died is taken over', async () => {
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  const name = createHash('sha256').update(machine.root).digest('hex').slice(0, 16);
  writeFileSync(join(machine.tmp, `reelwright-setup-${userInfo().uid}-${name}.lock`), String(dead.pid));
  expect((await machine.run()).code).toBe(0);
});
