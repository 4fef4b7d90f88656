export interface ConfigProblem {
  /** Where the bad value stands: a variable, a file with its line, or an override. */
  place: string;
  reason: string;
}

/** All that is wrong with the settings, found in one go; never holds the value of a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'config_invalid';
  constructor(
    readonly problems: readonly ConfigProblem[],
    options?: { cause?: unknown },
  ) {
    const lines = problems.map(({ place, reason }) => `  ${place}: ${reason}`);
    super(`The configuration can't be used:\n${lines.join('\n')}`, options);
  }
}
