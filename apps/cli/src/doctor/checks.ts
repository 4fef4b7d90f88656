import { type Config, withoutPassword } from '#config';
import { REDIS_PROGRAMS } from '#process';
import type { ComfySurvey } from '#providers';
import type { Machine } from './machine.js';

export type CheckStatus = 'ok' | 'warn' | 'fail';

export interface CheckResult {
  name: string;
  /** `warn`: it works, less well; `fail`: it does not work. */
  status: CheckStatus;
  found: string;
  /** What to do; there whenever the status is not `ok`. */
  fix?: string;
}

type Finding = Omit<CheckResult, 'name'>;
type Check = (config: Config, machine: Machine) => Promise<Finding>;

const MIN_NODE = '22.12';
/** The first Redis with all the commands that BullMQ uses. */
const MIN_REDIS = '6.2';

const ok = (found: string): Finding => ({ status: 'ok', found });
const warn = (found: string, fix: string): Finding => ({ status: 'warn', found, fix });
const fail = (found: string, fix: string): Finding => ({ status: 'fail', found, fix });

const install = (packages: string): string =>
  `Run \`node scripts/bootstrap.mjs\`, or install it yourself: apt-get install ${packages}, or the like.`;

/** In the order they are shown; each is asked on its own. */
const CHECKS: Readonly<Record<string, Check>> = {
  'Node.js': async (_config, machine) => {
    const version = machine.nodeVersion();
    return isAtLeast(version, MIN_NODE) ? ok(version) : fail(version, `Install Node.js ${MIN_NODE} or newer.`);
  },
  Redis: async ({ redisUrl }, machine) =>
    redisUrl === undefined ? embeddedRedis(machine) : namedRedis(redisUrl, machine),
  ffmpeg: async (_config, machine) => {
    const encoders = await machine.encoders();
    if (!encoders) return fail('not found', install('ffmpeg'));
    const missing = ['libx264', 'aac'].filter((name) => !encoders.has(name));
    if (missing.length === 0) return ok('with libx264 and aac');
    return fail(`without ${missing.join(' and ')}`, 'Install an ffmpeg that was built with these encoders.');
  },
  'espeak-ng': (_config, machine) => optional(machine, 'espeak-ng', 'Voice steps need it.'),
  fluidsynth: (_config, machine) => optional(machine, 'fluidsynth', 'The built-in synthesiser plays the music.'),
  soundfont: async (_config, machine) => {
    const found = await machine.soundfont();
    if (found !== undefined) return ok(found);
    return warn('not found', `The built-in synthesiser plays the music. ${install('fluid-soundfont-gm')}`);
  },
  home: async ({ home }, machine) => {
    if (await machine.isWritable(home)) return ok(home);
    return fail(`${home} can't be written to`, 'Make it writable, or set REELWRIGHT_HOME to another folder.');
  },
  'output folder': async ({ outputDir }, machine) => {
    if (await machine.isWritable(outputDir)) return ok(outputDir);
    return fail(
      `${outputDir} can't be written to`,
      'Make it writable, or set REELWRIGHT_OUTPUT_DIR to another folder.',
    );
  },
  disk: async ({ home, minFreeDiskMb }, machine) => {
    const free = Math.floor((await machine.freeBytes(home)) / 1e6);
    const found = `${free} MB free`;
    if (free >= minFreeDiskMb * 5) return ok(found);
    const fix = `Free some space: below ${minFreeDiskMb} MB no new work is started.`;
    return free >= minFreeDiskMb ? warn(found, fix) : fail(found, fix);
  },
  port: async ({ host, port, home }, machine) => {
    const place = `${host}:${port}`;
    if ((await machine.health(`http://${address(host)}:${port}`, home)) === 'ours') return ok(`${place} is ours`);
    return machine.listen(host, port).then(
      () => ok(`${place} is free`),
      (error: { message: string; fix?: string }) =>
        fail(error.message, error.fix ?? 'Choose another: REELWRIGHT_PORT.'),
    );
  },
  gateway: async ({ home }, machine) => {
    const url = machine.stackUrl(home);
    if (url === undefined) return ok('not running');
    if ((await machine.health(url, home)) === 'ours') return ok(`healthy at ${url}`);
    return warn(`no answer at ${url}`, 'It is starting, stopping or gone; `npm start` brings it up.');
  },
  ComfyUI: async ({ comfyuiUrls }, machine) =>
    comfyuiUrls === undefined
      ? ok('not set up: the built-in sketch makes pictures and videos')
      : comfyui(await machine.comfyui(comfyuiUrls)),
  environment: async (_config, machine) => {
    const misspelt = machine.misspelt();
    if (misspelt.length === 0) return ok('no unknown variables');
    return warn(`unknown: ${misspelt.join(', ')}`, 'Correct the names; `reelwright config show` lists them all.');
  },
};

/** A step runs elsewhere where no server can, so what is missing is no failure. */
function comfyui(servers: ComfySurvey[]): Finding {
  const found = servers.map((server) => {
    if ('problem' in server) return server.problem;
    const { url, version, card, able } = server;
    return `${version} at ${url} on ${card}, runs ${able.join(', ') || 'nothing'}`;
  });
  const away = servers.some((server) => 'problem' in server);
  const able = new Set(servers.flatMap((server) => ('able' in server ? server.able : [])));
  const lacking = servers.flatMap((server) => ('lacking' in server ? server.lacking : []));
  const missing = [...new Set(lacking)].filter((line) => !able.has(line.slice(0, line.indexOf(': '))));
  const fix = [...(away ? ['Start it, or correct COMFYUI_URLS.'] : []), ...missing];
  return fix.length === 0 ? ok(found.join('; ')) : warn(found.join('; '), fix.join('\n'));
}

/** Asks everything at once; a check that breaks is a failed check, so that the others are still told. */
export async function runChecks(config: Config, machine: Machine): Promise<CheckResult[]> {
  const run = async ([name, check]: [string, Check]): Promise<CheckResult> => {
    const finding = await check(config, machine).catch((error: unknown) => broken(error));
    return { name, ...finding };
  };
  return Promise.all(Object.entries(CHECKS).map(run));
}

/** Whether Reelwright can work here. */
export const isHealthy = (results: readonly CheckResult[]): boolean => results.every(({ status }) => status !== 'fail');

function broken(error: unknown): Finding {
  return fail(`could not be checked: ${error instanceof Error ? error.message : String(error)}`, 'Please report this.');
}

async function optional(machine: Machine, name: string, instead: string): Promise<Finding> {
  const found = await machine.program([name]);
  return found ? ok(found.version || found.path) : warn('not found', `${instead} ${install(name)}`);
}

async function embeddedRedis(machine: Machine): Promise<Finding> {
  const found = await machine.program(REDIS_PROGRAMS);
  if (!found) return fail('not found', `${install('redis-server')} Or set REDIS_URL.`);
  return redisVersion(found.version, `embedded, ${found.path} ${found.version}`);
}

async function namedRedis(url: string, machine: Machine): Promise<Finding> {
  const place = withoutPassword(url);
  const info = await machine.redisInfo(url).catch((error: Error) => error.message);
  if (typeof info === 'string') return fail(`${place}: ${info}`, 'Start it, correct REDIS_URL, or unset it.');
  const version = info.valkey_version ?? info.redis_version ?? '';
  const policy = info.maxmemory_policy;
  const found = `${version} at ${place}`;
  const named = redisVersion(version, found);
  if (named.status !== 'ok') return named;
  if (policy !== undefined && policy !== 'noeviction') {
    return fail(
      `${found}, with maxmemory-policy ${policy}`,
      'Set maxmemory-policy to noeviction, or work is lost when memory is short.',
    );
  }
  if (info.aof_enabled === '1') return ok(found);
  return warn(`${found}, without an append-only file`, 'Set appendonly to yes, or a crash of Redis loses recent work.');
}

function redisVersion(version: string, found: string): Finding {
  if (version === '' || isAtLeast(version, MIN_REDIS)) return ok(found);
  return fail(found, `Install Redis ${MIN_REDIS} or newer, or Valkey.`);
}

/** Compares major and minor. */
function isAtLeast(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/** The address to reach a listener at, fit for a URL. */
function address(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host.includes(':') ? `[${host === '::' ? '::1' : host}]` : host;
}
