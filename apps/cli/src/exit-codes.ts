import { constants } from 'node:os';

/** What scripts can rely on; everything that ends the program is one of these. */
export const EXIT = { ok: 0, failed: 1, usage: 2, environment: 3, paused: 4, interrupted: 130 } as const;

const MEANINGS: readonly (readonly [number, string])[] = [
  [EXIT.ok, 'done'],
  [EXIT.failed, 'the pipeline failed or was cancelled'],
  [EXIT.usage, 'wrong usage, or an invalid input, definition or setting'],
  [EXIT.environment, 'the machine: a missing program, a taken port, no Redis, an unwritable output, a full disk'],
  [EXIT.paused, 'the pipeline stands: a budget is used up, or results wait for a decision'],
  [EXIT.interrupted, 'interrupted by Ctrl-C (143: by SIGTERM)'],
];

export const exitCodeHelp = (): string =>
  ['Exit codes:', ...MEANINGS.map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`)].join('\n');

/** The code of a program that a signal ended, as shells count. */
export const signalExitCode = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];
