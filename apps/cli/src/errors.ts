import type { ApiProblem } from '#contracts';
import { ConfigError } from '#config';
import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.js';
import { systemCode } from './stack/errors.js';
import { StackError } from './stack/index.js';

type Failure = (typeof EXIT)['failed' | 'usage' | 'environment'];

/** What to tell when something did not work: what happened, where, what to do; and how the program ends. */
export interface Told {
  /** Stable, for scripts. */
  code: string;
  message: string;
  /** One line each: every problem with its place. */
  details: string[];
  fix?: string;
  exitCode: Failure;
}

/** A failure of the command itself, told as it stands. */
export class CliError extends Error {
  override readonly name = 'CliError';
  constructor(
    readonly code: string,
    message: string,
    readonly exitCode: Failure,
    readonly fix?: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

export const usageError = (message: string, fix: string): CliError =>
  new CliError('bad_usage', message, EXIT.usage, fix);

/** By name: loading the client only to compare classes would take longer than printing the help. */
export const isApiProblem = (error: unknown): error is ApiProblem =>
  error instanceof Error && error.name === 'ApiProblem';

const VERBOSE = 'Run it again with --verbose to see more, and please report it.';

/** Every kind of error, in one table. Pure. */
export function tell(error: unknown): Told {
  if (error instanceof CliError) return told(error.code, error.message, error.exitCode, error.fix);
  if (error instanceof StackError) return told(error.code, error.message, EXIT.environment, error.fix);
  if (error instanceof ConfigError) {
    const details = error.problems.map(({ place, reason }) => `${place}: ${reason}`);
    const fix = 'Correct it there; `reelwright doctor` checks the rest of this machine.';
    return { ...told(error.code, 'The configuration can’t be used.', EXIT.usage, fix), details };
  }
  if (error instanceof CommanderError) return told('bad_usage', error.message, EXIT.usage);
  if (isApiProblem(error)) return tellProblem(error);
  return tellSystem(error) ?? told('internal', messageOf(error), EXIT.failed, VERBOSE);
}

function tellProblem({ status, problem }: ApiProblem): Told {
  const problems = problem.problems ?? [];
  if (problems.length > 0) {
    const message = problems.length === 1 ? 'There is a problem:' : `There are ${problems.length} problems:`;
    const details = problems.flatMap(({ path, message: what, hint }) => [`${path}: ${what}`, `  ${hint}`]);
    return { code: problem.code, message, details, exitCode: EXIT.usage };
  }
  return told(problem.code, problem.detail, exitCodeOf(status), FIXES[status]);
}

const FIXES: Readonly<Record<number, string>> = {
  401: 'Set REELWRIGHT_API_KEY to the key of that gateway.',
  403: 'Set REELWRIGHT_API_KEY to the key of that gateway.',
  404: 'See what there is: reelwright status --all, reelwright templates',
  500: 'Its log says more: logs/gateway.log in the home folder.',
  503: 'Redis does not answer it; `reelwright doctor` looks for the reason.',
};

const exitCodeOf = (status: number): Failure =>
  status >= 500 || status === 401 || status === 403 || status === 429 ? EXIT.environment : EXIT.usage;

const SYSTEM: Readonly<Record<string, readonly [string, string]>> = {
  ENOSPC: ['The disk is full.', 'Free some space, then try again.'],
  EDQUOT: ['The disk quota is used up.', 'Free some space, then try again.'],
  EACCES: ['Permission is denied.', 'Choose another place, or change its permissions.'],
  EPERM: ['The operation is not permitted.', 'Choose another place, or change its permissions.'],
  EROFS: ['The file system is read-only.', 'Choose another place.'],
  ENOENT: ['The file or folder does not exist.', 'Check the path.'],
  EISDIR: ['That is a folder, not a file.', 'Name a file.'],
  EMFILE: ['Too many files are open.', 'Raise the limit: ulimit -n 4096.'],
};

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function tellSystem(error: unknown): Told | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = systemCode(error) ?? systemCode(cause);
  if (code === undefined) return undefined;
  if (UNREACHABLE.has(code)) {
    const fix = 'Check the address given with --url, or leave it out to use this machine.';
    return told('unreachable', `The gateway can’t be reached (${code}).`, EXIT.environment, fix);
  }
  const known = SYSTEM[code];
  if (!known) return undefined;
  const path = (error as NodeJS.ErrnoException).path;
  return told(code.toLowerCase(), path === undefined ? known[0] : `${path}: ${known[0]}`, EXIT.environment, known[1]);
}

function told(code: string, message: string, exitCode: Failure, fix?: string): Told {
  return { code, message, details: [], exitCode, ...(fix !== undefined && { fix }) };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The lines for people. */
export function toldLines({ message, details, fix }: Told): string[] {
  return [message, ...details.map((line) => `  ${line}`), ...(fix === undefined ? [] : [fix])];
}
