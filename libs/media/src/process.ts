import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { errorFromExit, MediaError } from './errors.js';
import { toolCommand, toolMissing, type ToolName } from './tools.js';

const STDERR_KEPT = 256 * 1024;

export interface RunOptions {
  signal?: AbortSignal;
  /** Written to the program's standard input, chunk by chunk as it takes them. */
  stdin?: string | Uint8Array | AsyncIterable<Uint8Array>;
  cwd?: string;
  /** Called with each piece of standard output instead of collecting it. */
  onStdout?: (text: string) => void;
}

export interface RunResult {
  stdout: string;
  /** The end of standard error, at most 256 KiB. */
  stderr: string;
}

/** Process groups that are still running; killed when this process leaves in an orderly way. */
const running = new Set<ChildProcess>();
let exitHookInstalled = false;

/**
 * Runs a program to its end, without a shell. It leads a process group of its own, and an abort kills the whole group.
 * @throws MediaError `tool_missing`, `cancelled`, `disk_full`, or `failed` for any other bad ending
 */
export async function runTool(name: ToolName, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { signal } = options;
  if (signal?.aborted) throw cancelled(name, signal);
  const child = start(name, args, options.cwd);
  const abort = () => killGroup(child);
  signal?.addEventListener('abort', abort, { once: true });
  const output = collect(child, options.onStdout);
  const feeding = feed(child, options.stdin);
  feeding.catch(() => undefined); // Looked at below, unless something worse comes first.
  try {
    const exit = await ended(child, name);
    // Before waiting for the source, which may be in the middle of a long frame.
    if (signal?.aborted) throw cancelled(name, signal);
    await feeding;
    if (exit.code !== 0) throw errorFromExit(name, exit, output.stderr);
    return output;
  } finally {
    signal?.removeEventListener('abort', abort);
    running.delete(child);
  }
}

function start(name: ToolName, args: readonly string[], cwd?: string): ChildProcess {
  if (!exitHookInstalled) {
    exitHookInstalled = true;
    process.once('exit', () => running.forEach(killGroup));
  }
  const child = spawn(toolCommand(name), args, {
    detached: process.platform !== 'win32',
    stdio: 'pipe',
    windowsHide: true,
    ...(cwd !== undefined && { cwd }),
  });
  running.add(child);
  return child;
}

/** SIGKILL, as the output of a stopped command is thrown away and a polite end would take seconds. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group has ended by itself in the meantime.
  }
}

function cancelled(name: ToolName, signal: AbortSignal): MediaError {
  return new MediaError('cancelled', `${name} was cancelled.`, '', { cause: signal.reason });
}

function ended(child: ChildProcess, name: ToolName): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const absent = error.code === 'ENOENT' || error.code === 'EACCES';
      reject(
        absent
          ? toolMissing(name, error)
          : new MediaError('failed', `${name} could not be started: ${error.message}`, '', { cause: error }),
      );
    });
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

function collect(child: ChildProcess, onStdout?: (text: string) => void): RunResult {
  const result = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    if (onStdout) onStdout(text);
    else result.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    result.stderr = (result.stderr + text).slice(-STDERR_KEPT);
  });
  return result;
}

/**
 * Writes the input; throws what its source throws. A program that stops reading is no error here: its exit code
 * says what happened.
 */
async function feed(child: ChildProcess, source: RunOptions['stdin']): Promise<void> {
  const stdin = child.stdin;
  if (!stdin) return;
  stdin.on('error', () => undefined);
  try {
    if (typeof source === 'string' || source instanceof Uint8Array) stdin.end(source);
    else if (source) await writeAll(stdin, source);
    else stdin.end();
  } catch (error) {
    killGroup(child);
    throw error;
  }
}

async function writeAll(stdin: Writable, source: AsyncIterable<Uint8Array>): Promise<void> {
  // Once for all chunks: each listener stays until the end.
  const closed = once(stdin, 'close').catch(() => undefined);
  for await (const chunk of source) {
    if (stdin.destroyed) return;
    if (!stdin.write(chunk)) await Promise.race([once(stdin, 'drain').catch(() => undefined), closed]);
  }
  stdin.end();
}
