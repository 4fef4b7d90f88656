import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { childEnv, loadConfig, systemEnv } from '#config';
import { isReadyMessage } from '#process';
import { afterFile } from '#testing';
import { ROOT } from './stack.js';

export interface Service {
  /** Where it listens, if it does. */
  url: string;
  /** What it printed, line by line. */
  lines: string[];
  pid: number;
  /** Sends a signal, SIGTERM unless told otherwise, and resolves when it has ended. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

export interface ServiceSettings {
  home: string;
  redisUrl: string;
  port?: number;
  drainMs?: number;
  host?: string;
  apiKey?: string;
  webhookTrustedUrls?: string;
  card?: string;
  comfyuiUrls?: string;
  cardComfyuiUrl?: string;
}

/** Starts one built process of the product by itself, with nobody who starts it again. */
export async function startService(app: string, settings: ServiceSettings): Promise<Service> {
  const config = loadConfig({ env: systemEnv(), file: false, overrides: { port: 0, logLevel: 'info', ...settings } });
  const child = spawn(process.execPath, [join(ROOT, 'dist/apps', app, 'src/main.js')], {
    env: childEnv(config, {}, systemEnv()),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lines: string[] = [];
  for (const output of [child.stdout!, child.stderr!])
    output.on('data', (chunk: Buffer) => lines.push(...chunk.toString().split('\n').filter(Boolean)));
  const exited = once(child, 'exit');
  const [message] = (await Promise.race([
    once(child, 'message'),
    exited.then(() => Promise.reject(new Error(`${app} ended while starting: ${lines.join('\n')}`))),
  ])) as [unknown];
  const service: Service = {
    url: isReadyMessage(message) ? (message.url ?? '') : '',
    lines,
    pid: child.pid!,
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await exited;
    },
  };
  afterFile(() => service.end('SIGKILL'));
  return service;
}
