import { constants } from 'node:os';

/** What a service tells the process that started it. */
export interface ReadyInfo {
  /** Where it can be reached, if it listens. */
  url?: string;
}

export interface ReadyMessage extends ReadyInfo {
  type: 'ready';
}

/** Tells the parent that this service is up; does nothing when it was started by hand. */
export function notifyReady(info: ReadyInfo = {}): void {
  if (process.connected) process.send?.({ ...info, type: 'ready' } satisfies ReadyMessage);
}

export function isReadyMessage(message: unknown): message is ReadyMessage {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
}

/** npm and shells pass a signal on that the terminal has sent to everybody already; that is still the same key press. */
const SAME_PRESS_MS = 500;

/**
 * Runs `stop` at the first SIGTERM or SIGINT, then exits with `process.exitCode`, or 0; with 1 when it fails.
 * A second signal, half a second later or more, exits at once. Call it once per process.
 */
export function onShutdown(stop: (signal: NodeJS.Signals) => Promise<void> | void): void {
  let begun: number | undefined;
  const begin = (signal: NodeJS.Signals): void => {
    if (begun === undefined) {
      begun = performance.now();
      void runStop(stop, signal);
    } else if (performance.now() - begun >= SAME_PRESS_MS) process.exit(128 + constants.signals[signal]);
  };
  process.on('SIGTERM', begin);
  process.on('SIGINT', begin);
}

async function runStop(stop: (signal: NodeJS.Signals) => Promise<void> | void, signal: NodeJS.Signals): Promise<void> {
  try {
    await stop(signal);
    process.exit(process.exitCode ?? 0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}

/**
 * Shuts this process down as SIGTERM does when the one that started it is gone, however it went, so that nothing is
 * orphaned. `graceMs` (default 15,000) later it exits in any case. Does nothing when it was started by hand.
 */
export function exitWithParent({ graceMs = 15_000 }: { graceMs?: number } = {}): void {
  if (process.connected === undefined) return;
  // The parent read what we print; with nobody to read it, printing must not end us before our work is put back.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
  const leave = (): void => {
    setTimeout(() => process.exit(1), graceMs).unref();
    process.kill(process.pid, 'SIGTERM');
  };
  if (!process.connected) return leave();
  process.once('disconnect', leave);
  // Listening must not keep a process alive that is done.
  process.channel?.unref();
}
