import { type Config, type Env, OPTION_NAMES, OPTIONS, type OptionName } from './options.js';

/** What any program needs and no secret among it: for programs that are not ours, such as redis-server. */
const SYSTEM_VARIABLES = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SystemRoot', 'USERPROFILE'];

/**
 * The environment for a child of ours: this one, with every setting spelled out so that parent and child agree.
 * NODE_OPTIONS is left out, because a debugger port can be taken only once.
 */
export function childEnv(
  config: Config,
  overrides: { readonly [Name in OptionName]?: string | number } = {},
  env: Env = process.env,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && name !== 'NODE_OPTIONS') result[name] = value;
  }
  for (const name of OPTION_NAMES) {
    const value = overrides[name] ?? config[name];
    if (value === undefined) delete result[OPTIONS[name].env];
    else result[OPTIONS[name].env] = String(value);
  }
  return result;
}

/** The few variables that a program which is not ours needs. */
export function systemEnv(env: Env = process.env): Record<string, string> {
  const pairs = SYSTEM_VARIABLES.map((name) => [name, env[name]] as const);
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined));
}
