import { once } from 'node:events';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Config, systemEnv } from '#config';
import { findProgram } from '#process';
import { StackError, systemCode } from './errors.js';

/** Creates the folders of the home; throws StackError `home_unwritable`. */
export function prepareHome(home: string): void {
  try {
    for (const folder of [home, join(home, 'logs')]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(home, constants.W_OK);
  } catch (error) {
    const message = `The home folder ${home} can't be written to (${systemCode(error)}).`;
    throw new StackError(
      'home_unwritable',
      message,
      home,
      'Make it writable, or set REELWRIGHT_HOME to another folder.',
      {
        cause: error,
      },
    );
  }
}

/** Throws StackError `ffmpeg_missing`. */
export function checkFfmpeg(): void {
  if (findProgram(['ffmpeg'], systemEnv().PATH ?? '') !== undefined) return;
  throw new StackError(
    'ffmpeg_missing',
    'ffmpeg was not found.',
    'PATH',
    'Install ffmpeg; `reelwright doctor` shows how.',
  );
}

/** Throws StackError `port_taken` or `port_denied` unless the gateway can listen there. */
export async function checkPort({ host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw portError(host, port, error);
  }
  server.close();
  await once(server, 'close');
}

function portError(host: string, port: number, error: unknown): unknown {
  const place = `${host}:${port}`;
  const other = `REELWRIGHT_PORT=${port < 1024 ? 4100 : port + 1}`;
  const failed = (code: 'port_taken' | 'port_denied', message: string, fix: string): StackError =>
    new StackError(code, message, place, fix, { cause: error });
  const reason = systemCode(error);
  if (reason === 'EADDRINUSE') {
    const fix = `End that program, or choose another port: ${other}.`;
    return failed('port_taken', `Port ${port} of ${host} is taken by another program.`, fix);
  }
  if (reason === 'EACCES')
    return failed('port_denied', `This user may not use port ${port}.`, `Choose another port: ${other}.`);
  if (reason === 'EADDRNOTAVAIL' || reason === 'ENOTFOUND') {
    return failed('port_denied', `${host} is not an address of this machine.`, 'Correct REELWRIGHT_HOST.');
  }
  return error;
}
