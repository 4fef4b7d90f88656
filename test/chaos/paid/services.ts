import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { childEnv } from '#config';
import type { Config } from '#config';
import { exited, isReadyMessage, stopChild } from '#process';

const APPS = join(import.meta.dirname, '../../../apps');
const STOP_MS = 15_000;

interface Member {
  app: string;
  child: ChildProcess;
  ready: boolean;
}

/** The real processes of the product; whoever is killed is started again. */
export class Services {
  readonly #members: Member[] = [];
  /** Those that ended by themselves, which nobody may. */
  readonly crashes: string[] = [];
  kills = 0;
  #closing = false;

  constructor(private readonly config: Config) {}

  /** Resolves when it answers. */
  async start(app: string): Promise<void> {
    const child = fork(join(APPS, app, 'src/main.js'), [], {
      env: childEnv(this.config, app === 'gateway' ? {} : { port: 0 }),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const member: Member = { app, child, ready: false };
    this.#members.push(member);
    let words = '';
    child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (words = (words + chunk).slice(-500)));
    child.once('exit', (code, signal) => {
      this.#members.splice(this.#members.indexOf(member), 1);
      if (this.#closing) return;
      if (signal !== 'SIGKILL') this.crashes.push(`${app} ended with ${signal ?? code}: ${words}`);
      void this.start(app);
    });
    const ended = once(child, 'exit');
    for (;;) {
      const [message] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
      if (child.exitCode !== null || child.signalCode !== null) return;
      if (!isReadyMessage(message)) continue;
      member.ready = true;
      return;
    }
  }

  /** Kills one that works; false when none does. */
  kill(app: string, pick: (count: number) => number): boolean {
    const found = this.#members.filter((member) => member.app === app && member.ready);
    if (found.length === 0) return false;
    found[pick(found.length)]!.child.kill('SIGKILL');
    this.kills++;
    return true;
  }

  async stop(): Promise<void> {
    this.#closing = true;
    await Promise.all(
      this.#members.map(async ({ child }) => {
        await stopChild(child, STOP_MS);
        await exited(child);
      }),
    );
  }
}
