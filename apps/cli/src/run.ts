import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommanderError, type Command } from 'commander';
import { Context, Interrupted } from './context.js';
import { tell, toldLines } from './errors.js';
import { EXIT, signalExitCode } from './exit-codes.js';
import { buildProgram } from './program.js';
import { Terminal } from './terminal.js';

/** Runs a command line; resolves with the exit code, whatever happens. */
export async function run(args: readonly string[], interrupted: AbortSignal): Promise<number> {
  let code: number = EXIT.ok;
  let complaint = '';
  const program = buildProgram({
    version: versionOf(import.meta.dirname),
    contextFor: (options) => new Context(options, interrupted),
    onExit: (result) => (code = result),
  });
  for (const command of [program, ...program.commands]) quieten(command, (text) => (complaint += text));
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return end(error, complaint, new Terminal({ json: args.includes('--json'), verbose: args.includes('--verbose') }));
  }
}

/** What commander wants to say is told with the other errors, in their form. */
function quieten(command: Command, onError: (text: string) => void): void {
  command.exitOverride().configureOutput({ writeErr: onError });
}

function end(error: unknown, complaint: string, terminal: Terminal): number {
  if (error instanceof Interrupted) return signalExitCode(error.signal);
  if (error instanceof CommanderError) return endOfUsage(error, complaint, terminal);
  const told = tell(error);
  const [first = '', ...rest] = toldLines(told);
  terminal.complain(`${terminal.errorColors.red('✗')} ${first}`);
  for (const line of rest) terminal.complain(`  ${line}`);
  if (terminal.verbose && error instanceof Error) terminal.complain(traceOf(error));
  if (terminal.mode === 'json') terminal.json({ type: 'error', ...told });
  return told.exitCode;
}

function endOfUsage(error: CommanderError, complaint: string, terminal: Terminal): number {
  if (error.exitCode === 0) return EXIT.ok;
  // Help that nobody asked for, because the command was missing.
  const text = error.code === 'commander.help' ? complaint : complaint.replace(/^error: /, '');
  terminal.complain(
    error.code === 'commander.help' ? text.trimEnd() : `${terminal.errorColors.red('✗')} ${text.trimEnd()}`,
  );
  if (terminal.mode === 'json') terminal.json({ type: 'error', ...tell(error), message: text.trim() });
  return EXIT.usage;
}

const traceOf = (error: Error): string =>
  `\n${error.stack ?? error.message}${error.cause instanceof Error ? `\ncaused by ${traceOf(error.cause).trimStart()}` : ''}`;

/** Sources and built files lie at different depths below the manifest. */
function versionOf(folder: string): string {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
  } catch {
    return dirname(folder) === folder ? 'unknown' : versionOf(dirname(folder));
  }
}
