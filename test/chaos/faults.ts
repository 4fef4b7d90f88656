import { rm, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { Engine } from '#engine';
import { parseNodeId } from '#pipeline';
import type { TestRedis } from '#testing';
import type { Fleet, Member } from './fleet.js';
import { underWay } from './observer.js';
import { faultOf } from './plan.js';
import type { Fault } from './plan.js';
import { LOCKS, placesOf } from './settings.js';

/** Long past its lock: what it held has been given to others. */
const FROZEN_MS = LOCKS.lockDurationMs + 2 * LOCKS.stalledIntervalMs + 1000;
const FROZEN_MOST_MS = 2 * FROZEN_MS;
const LOOK_MS = 100;

export interface FaultContext {
  seed: number;
  /** Kills after which nothing is done any more. */
  kills: number;
  /** Workers end themselves where it matters; killed before, on a slow machine none would come so far. */
  control: boolean;
  engine: Engine;
  fleet: Fleet;
  redis: TestRedis;
  root: string;
}

/** Does what the schedule says until enough was killed. */
export class Faults {
  /** Times at which Redis was killed. */
  readonly redisKills: number[] = [];
  readonly others = { stopped: 0, duplicated: 0, delayed: 0, diskFilled: 0 };
  readonly #lasting = new Set<Promise<void>>();

  constructor(private readonly context: FaultContext) {}

  get kills(): number {
    return this.context.fleet.deaths.length + this.redisKills.length;
  }

  /** Resolves when the kills are done and everything that was stopped goes on. */
  async run(signal: AbortSignal): Promise<void> {
    for (let index = 0; this.kills < this.context.kills && !signal.aborted; index++) {
      const fault = faultOf(this.context.seed, index);
      await setTimeout(fault.afterMs);
      await this.#do(fault).catch(() => {}); // what it was meant for may be gone by now
    }
    this.context.fleet.calm();
    await Promise.all(this.#lasting);
  }

  async #do(fault: Fault): Promise<void> {
    const { fleet } = this.context;
    switch (fault.kind) {
      case 'kill worker':
        if (this.context.control) return;
        return choose(fleet.candidates('worker'), fault.which, (member) => fleet.kill(member));
      case 'kill gateway':
        return choose(fleet.candidates('gateway'), fault.which, (member) => fleet.kill(member));
      case 'kill redis':
        this.redisKills.push(Date.now());
        await this.context.redis.kill();
        return this.context.redis.restart();
      case 'stop worker':
        return choose(fleet.candidates('worker'), fault.which, (member) => {
          member.child.kill('SIGSTOP');
          this.#thaw(member, setTimeout(FROZEN_MS));
        });
      case 'duplicate job':
        return this.#again(fault, 0);
      case 'delay job':
        return this.#again(fault, fault.forMs);
      case 'fill disk':
        return this.#fillDisk(fault.forMs);
    }
  }

  /** A worker has stopped itself before its commit: it goes on when another has its task. */
  frozen(member: Member, pid: string, task: string, epoch: string): void {
    this.#thaw(member, this.#replaced(pid, task, epoch));
  }

  async #replaced(pid: string, task: string, epoch: string): Promise<void> {
    const { engine } = this.context;
    const until = Date.now() + FROZEN_MOST_MS;
    while (Date.now() < until) {
      await setTimeout(LOOK_MS);
      const now = await engine.redis.hget(engine.keys.node(pid, task), 'e').catch(() => null);
      if (Number(now) > Number(epoch)) return;
    }
  }

  #thaw(member: Member, when: Promise<void>): void {
    member.stopped = true;
    this.others.stopped += 1;
    this.#last(
      when.then(() => {
        member.stopped = false;
        member.child.kill('SIGCONT');
      }),
    );
  }

  /** The job of a task that is under way, once more under another id. */
  async #again({ which }: Fault, delay: number): Promise<void> {
    const { engine } = this.context;
    for (const queue of ['cpu', 'gpu'] as const) {
      const members = await underWay(engine, queue);
      const member = members[Math.floor(which * members.length)];
      if (!member) continue;
      const [p = '', t = '', g = ''] = member.split('|');
      const jobId = `again-${p}-${t}-${g}-${Math.floor(which * 1e6)}`;
      await engine.queues.of(queue).add(parseNodeId(t).step, { p, t, g: Number(g) }, { jobId, delay });
      if (delay > 0) this.others.delayed += 1;
      else this.others.duplicated += 1;
      return;
    }
  }

  async #fillDisk(forMs: number): Promise<void> {
    const { diskFull } = placesOf(this.context.root);
    await writeFile(diskFull, '');
    this.others.diskFilled += 1;
    this.#last(setTimeout(forMs).then(() => rm(diskFull, { force: true })));
  }

  #last(promise: Promise<void>): void {
    const held = promise.finally(() => this.#lasting.delete(held));
    this.#lasting.add(held);
  }
}

function choose(members: readonly Member[], which: number, act: (member: Member) => void): void {
  const member = members[Math.floor(which * members.length)];
  if (member) act(member);
}
