import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { exited, isReadyMessage, killGroup, type ReadyInfo, stopChild } from '#process';
import { StackError } from './errors.js';
import type { RotatingLog } from './log.js';
import type { Running } from './supervised.js';

export interface LaunchOptions {
  name: string;
  script: string;
  nodeFlags: readonly string[];
  env: Record<string, string>;
  log: RotatingLog;
  /** Milliseconds it may take until it calls `notifyReady`. */
  readyTimeoutMs: number;
  onLine?: (line: string) => void;
}

const TAIL_LINES = 15;

/**
 * Starts a service of ours and resolves when it says that it is ready; throws StackError `service_failed`, with its
 * last words, when it ends before that or takes too long.
 */
export async function launchService(options: LaunchOptions): Promise<Running> {
  // A process group of its own: Ctrl-C in a terminal reaches us alone, and we stop the services in their order.
  const child = spawn(process.execPath, [...options.nodeFlags, options.script], {
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const tail = follow(child, options);
  const { url } = await ready(child, options, tail);
  const running = { pid: child.pid ?? 0, exited: exited(child), stop: (graceMs: number) => stopChild(child, graceMs) };
  return url === undefined ? running : { ...running, url };
}

/** Copies what the child prints to its log, and keeps the last lines. */
function follow(child: ChildProcess, { log, onLine }: LaunchOptions): string[] {
  const tail: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    if (!input) continue;
    input.on('data', (chunk: Buffer) => log.write(chunk));
    createInterface({ input }).on('line', (line) => {
      if (tail.push(line) > TAIL_LINES) tail.shift();
      onLine?.(line);
    });
  }
  return tail;
}

function ready(child: ChildProcess, { name, readyTimeoutMs }: LaunchOptions, tail: string[]): Promise<ReadyInfo> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      clearTimeout(timer);
      reject(serviceFailed(name, reason, tail));
    };
    const timer = setTimeout(() => {
      killGroup(child);
      fail(`was not ready within ${readyTimeoutMs / 1000} s`);
    }, readyTimeoutMs);
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    // `close`, not `exit`: by then its last words have been read.
    child.once('close', (code, signal) => fail(`ended while starting (${signal ?? `exit code ${code}`})`));
    child.on('message', (message) => {
      if (!isReadyMessage(message)) return;
      clearTimeout(timer);
      resolve(message);
    });
  });
}

function serviceFailed(name: string, reason: string, tail: readonly string[]): StackError {
  const words = tail.length > 0 ? `\n${tail.map((line) => `  ${line}`).join('\n')}` : '';
  return new StackError(
    'service_failed',
    `The ${name} ${reason}.${words}`,
    name,
    `Look at logs/${name}.log in the home folder.`,
  );
}
