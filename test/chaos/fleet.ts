import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { systemEnv } from '#config';
import { exited, isReadyMessage, stopChild } from '#process';
import { lifeOf } from './plan.js';
import type { Life, Role } from './plan.js';
import type { Order, ProcessSettings, Report } from './settings.js';

export interface Member {
  role: Role;
  name: string;
  child: ChildProcess;
  life: Life | undefined;
  ready: boolean;
  /** By SIGSTOP; it may be killed, but not stopped again. */
  stopped: boolean;
  /** Whether this harness killed it. */
  killed: boolean;
}

/** A process that was killed: by us, or by itself at a point. */
export interface Death {
  at: number;
  pid: number;
  kind: string;
}

export interface FleetOptions extends Omit<ProcessSettings, 'role' | 'name' | 'life'> {
  workers: number;
  /** Whether lives end at points. */
  armed: boolean;
  /** Where compiled code is kept, so that processes start fast. */
  codeCache: string;
}

const STOP_MS = 10_000;

/** The processes of a run. Who dies is replaced at once. */
export class Fleet {
  readonly members: Member[] = [];
  readonly deaths: Death[] = [];
  /** The last words of processes that ended by themselves. */
  readonly crashes: string[] = [];
  readonly pids: number[] = [];
  readonly #born = { worker: 0, gateway: 0 };
  #closing = false;
  #calm = false;

  constructor(
    private readonly options: FleetOptions,
    private readonly hear: (member: Member, report: Report) => void,
    private readonly onReady: (member: Member) => void,
  ) {}

  start(): void {
    this.#spawn('gateway', 'gateway');
    for (let index = 1; index <= this.options.workers; index++) this.#spawn('worker', `worker-${index}`);
  }

  #spawn(role: Role, name: string): void {
    const { workers: _workers, armed, codeCache, ...shared } = this.options;
    const index = this.#born[role]++;
    const life = armed && !this.#calm ? lifeOf(this.options.seed, role, index) : undefined;
    const settings: ProcessSettings = {
      ...shared,
      role,
      name,
      life: armed && this.options.control && role === 'worker' ? splitting(index) : life,
    };
    const child = fork(join(import.meta.dirname, `${role}.js`), [JSON.stringify(settings)], {
      env: { ...systemEnv(), NODE_COMPILE_CACHE: codeCache },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const member: Member = { role, name, child, life: settings.life, ready: false, stopped: false, killed: false };
    this.members.push(member);
    if (child.pid !== undefined) this.pids.push(child.pid);
    const words: string[] = [];
    child.stderr!.setEncoding('utf8').on('data', (chunk: string) => words.push(chunk));
    child.on('message', (message) => this.#receive(member, message as Report));
    child.once('exit', (code, signal) => this.#exited(member, code, signal, words.join('')));
  }

  #receive(member: Member, message: Report): void {
    if (!isReadyMessage(message)) return this.hear(member, message);
    member.ready = true;
    if (this.#calm) this.send(member, { type: 'calm' });
    this.onReady(member);
  }

  #exited(member: Member, code: number | null, signal: NodeJS.Signals | null, words: string): void {
    this.members.splice(this.members.indexOf(member), 1);
    if (this.#closing) return;
    if (signal !== 'SIGKILL') this.crashes.push(`${member.name} ended with ${signal ?? code}: ${words.slice(-500)}`);
    else if (!member.killed) this.#died(member, `${member.role} ${member.life?.point ?? 'by somebody else'}`);
    this.#spawn(member.role, member.name);
  }

  #died({ child }: Member, kind: string): void {
    this.deaths.push({ at: Date.now(), pid: child.pid ?? 0, kind });
  }

  kill(member: Member): void {
    member.killed = true;
    this.#died(member, member.role);
    member.child.kill('SIGKILL');
  }

  send(member: Member, order: Order): void {
    if (member.child.connected) member.child.send(order, () => {}); // it may have died in between
  }

  /** Those that work now and may be chosen for a fault. */
  candidates(role: Role): Member[] {
    return this.members.filter((member) => member.role === role && member.ready && !member.stopped && !member.killed);
  }

  /** From now on nobody dies. */
  calm(): void {
    this.#calm = true;
    for (const member of this.members) this.send(member, { type: 'calm' });
  }

  /** Lets everybody end in good order. */
  async stop(): Promise<void> {
    this.#closing = true;
    await Promise.all(
      this.members.map(async ({ child }) => {
        child.kill('SIGCONT');
        await stopChild(child, STOP_MS);
        await exited(child);
      }),
    );
  }
}

/** Each worker of the control dies between the halves of one of its first commits. */
const splitting = (index: number): Life => ({ point: 'between split', nth: 1 + (index % 3), act: 'die' });
