import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigError, type ConfigProblem } from './errors.js';
import { type ConfigFile, locateFile, readFile } from './file.js';
import {
  CONFIG_FILE_ENV,
  type Config,
  type Env,
  type Option,
  OPTION_NAMES,
  OPTIONS,
  type OptionName,
} from './options.js';

export interface LoadOptions {
  /** Default: the environment of this process. */
  env?: Env;
  /** A path, or `false` for no file. Default: REELWRIGHT_CONFIG, else `reelwright.config.yaml` in `cwd` if present. */
  file?: string | false;
  /** Values that win over everything, as from command-line flags; `undefined` is not an override. */
  overrides?: { readonly [Name in OptionName]?: unknown };
  /** Default: the working directory of this process. */
  cwd?: string;
}

export type ConfigSource = 'default' | 'file' | 'environment' | 'override';

export interface ExplainedOption {
  name: OptionName;
  /** For people: secrets and passwords are masked, `undefined` means unset. */
  value: string | number | undefined;
  source: ConfigSource;
  /** The variable, or the file with its line. */
  place?: string;
  env: string;
  doc: string;
}

interface Candidate {
  raw: unknown;
  source: ConfigSource;
  place: string;
  /** What a relative path is resolved against. */
  base: string;
}

interface Resolved {
  config: Config;
  origins: Map<OptionName, Candidate>;
}

/**
 * Settings from defaults, file, environment and overrides, the later winning.
 * Throws ConfigError with every problem at once.
 */
export function loadConfig(options: LoadOptions = {}): Config {
  return resolveAll(options).config;
}

/** Every option with its value and where it came from; throws like `loadConfig`. */
export function explainConfig(options: LoadOptions = {}): ExplainedOption[] {
  const { config, origins } = resolveAll(options);
  return OPTION_NAMES.map((name) => {
    const origin = origins.get(name);
    const { env, doc } = OPTIONS[name];
    const row = { name, value: masked(name, config[name]), source: origin?.source ?? 'default', env, doc };
    return origin === undefined ? row : { ...row, place: origin.place };
  });
}

/** Variables that look like ours and are not: most likely a slip of the pen. */
export function unknownVariables(env: Env = process.env): string[] {
  const known = new Set<string>([CONFIG_FILE_ENV, ...OPTION_NAMES.map((name) => OPTIONS[name].env)]);
  return Object.keys(env).filter((name) => name.startsWith('REELWRIGHT_') && !known.has(name));
}

function resolveAll({ env = process.env, file, overrides = {}, cwd = process.cwd() }: LoadOptions): Resolved {
  const path = locateFile(file, env, cwd);
  const contents = path === undefined ? undefined : readFile(path, cwd);
  const problems: ConfigProblem[] = [...(contents?.problems ?? []), ...unknownNames(contents)];
  const origins = new Map<OptionName, Candidate>();
  const values: Record<string, unknown> = {};
  for (const name of OPTION_NAMES) {
    const candidate = pick(name, { env, contents, overrides, cwd });
    if (candidate !== undefined) origins.set(name, candidate);
    const home = typeof values.home === 'string' ? values.home : '';
    values[name] = parse(OPTIONS[name], candidate, { env, home }, problems);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return { config: Object.freeze(values) as Config, origins };
}

interface Sources {
  env: Env;
  contents: ConfigFile | undefined;
  overrides: NonNullable<LoadOptions['overrides']>;
  cwd: string;
}

/** The winning value; an empty variable counts as unset, as is the custom. */
function pick(name: OptionName, { env, contents, overrides, cwd }: Sources): Candidate | undefined {
  if (overrides[name] !== undefined) return { raw: overrides[name], source: 'override', place: name, base: cwd };
  const variable = OPTIONS[name].env;
  const text = env[variable];
  if (text !== undefined && text !== '') return { raw: text, source: 'environment', place: variable, base: cwd };
  const line = contents?.values.get(name);
  if (!contents || !line || line.value === undefined || line.value === null) return undefined;
  return { raw: line.value, source: 'file', place: `${line.place} ${name}`, base: contents.folder };
}

function parse(
  option: Option,
  candidate: Candidate | undefined,
  context: { env: Env; home: string },
  problems: ConfigProblem[],
): unknown {
  if (candidate === undefined) {
    return typeof option.default === 'function'
      ? (option.default as (at: typeof context) => unknown)(context)
      : option.default;
  }
  const parsed = option.schema.safeParse(candidate.raw);
  if (!parsed.success) {
    const found = option.secret || option.urls ? '' : ` (found ${shown(candidate.raw)})`;
    for (const issue of parsed.error.issues) {
      problems.push({ place: candidate.place, reason: `${issue.message}${found}` });
    }
    return undefined;
  }
  return option.path ? absolute(String(parsed.data), candidate.base, context.env) : parsed.data;
}

function absolute(path: string, base: string, env: Env): string {
  const home = env.HOME ?? homedir();
  if (path === '~') return home;
  return path.startsWith('~/') ? join(home, path.slice(2)) : resolve(base, path);
}

function unknownNames(contents: ConfigFile | undefined): ConfigProblem[] {
  return [...(contents?.values ?? [])]
    .filter(([name]) => !Object.hasOwn(OPTIONS, name))
    .map(([name, { place }]) => ({
      place,
      reason: `there is no option "${name}"; the options are ${OPTION_NAMES.join(', ')}`,
    }));
}

/** Whether an address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function masked(name: OptionName, value: string | number | undefined): string | number | undefined {
  if (value === undefined) return undefined;
  if ('secret' in OPTIONS[name] && OPTIONS[name].secret) return '••••••';
  return 'urls' in OPTIONS[name] ? String(value).split(',').map(withoutPassword).join(',') : value;
}

/** The URL without its password, fit for a log. */
export function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  if (parsed.password !== '') parsed.password = '***';
  return parsed.href;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
