import { isDumbTerminal } from '#config';
import { type Colors, colorsFor } from './text/colors.js';

export interface OutputOptions {
  json?: boolean;
  quiet?: boolean;
  verbose?: boolean;
}

/** `live`: lines change in place; `plain`: one line per change; `json`: one object per line; `quiet`: results only. */
export type Mode = 'live' | 'plain' | 'json' | 'quiet';

/** Where the program's words go: results and progress to stdout, complaints to stderr. */
export class Terminal {
  readonly mode: Mode;
  readonly verbose: boolean;
  readonly colors: Colors;
  readonly errorColors: Colors;

  constructor({ json = false, quiet = false, verbose = false }: OutputOptions) {
    const live = process.stdout.isTTY === true && !isDumbTerminal();
    // What the services say comes between the lines, so nothing may change in place then.
    this.mode = json ? 'json' : quiet ? 'quiet' : live && !verbose ? 'live' : 'plain';
    this.verbose = verbose;
    this.colors = colorsFor(live && !json);
    this.errorColors = colorsFor(process.stderr.isTTY === true);
  }

  /** Columns of the terminal; without bound where there is none. */
  get width(): number {
    return process.stdout.isTTY === true ? process.stdout.columns : Number.POSITIVE_INFINITY;
  }

  /** Progress and remarks; neither scripts nor the quiet want them. */
  say(line: string): void {
    if (this.mode === 'live' || this.mode === 'plain') process.stdout.write(`${line}\n`);
  }

  /** What the command was run for. */
  result(lines: readonly string[], value: unknown): void {
    if (this.mode === 'json') this.json(value);
    else process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }

  json(value: unknown): void {
    process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** To stderr, in every mode but JSON, where the answer says it. */
  complain(line: string): void {
    if (this.mode !== 'json') process.stderr.write(`${line}\n`);
  }
}
