import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnv, loadConfig, systemEnv } from '#config';
import { exited, isReadyMessage, stopChild } from '#process';

const MAIN = join(import.meta.dirname, '../apps/gateway/src/main.js');
const STOP_MS = 10_000;

/** A real gateway by itself, on a Redis with somebody else's workers; `stop` removes what it leaves. */
export async function startGateway(redisUrl: string, prefix: string): Promise<{ url: string; stop(): Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), 'reelwright-bench-'));
  const overrides = { home, port: 0, redisUrl, prefix, logLevel: 'warn' };
  const config = loadConfig({ env: systemEnv(), file: false, overrides });
  const child = spawn(process.execPath, [MAIN], {
    env: childEnv(config, {}, systemEnv()),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message) => (isReadyMessage(message) ? resolve(message.url ?? '') : undefined));
    void exited(child).then(() => reject(new Error('the gateway ended while starting')));
  });
  const stop = async () => {
    await stopChild(child, STOP_MS);
    rmSync(home, { recursive: true, force: true });
  };
  return { url, stop };
}
