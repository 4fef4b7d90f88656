export * from './caller.js';
export * from './child-env.js';
export * from './errors.js';
export * from './example.js';
export {
  type ConfigSource,
  type ExplainedOption,
  explainConfig,
  isLoopback,
  type LoadOptions,
  loadConfig,
  unknownVariables,
  withoutPassword,
} from './load.js';
export {
  type Config,
  CONFIG_FILE_ENV,
  CONFIG_FILE_NAME,
  type Env,
  type Option,
  OPTION_NAMES,
  OPTIONS,
  type OptionName,
} from './options.js';
