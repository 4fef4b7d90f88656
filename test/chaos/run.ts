import { mkdir, rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { Engine } from '#engine';
import { startRedis } from '#testing';
import { Faults } from './faults.js';
import { Fleet } from './fleet.js';
import type { Death, Member } from './fleet.js';
import { journalBytes } from './journal.js';
import { openObserver } from './observer.js';
import type { Observer } from './observer.js';
import { placesOf } from './settings.js';
import type { Report } from './settings.js';

export interface RunOptions {
  seed: number;
  fsync: 'always' | 'everysec';
  workers: number;
  /** 0: an undisturbed run of `pipelines`. */
  kills: number;
  /** How many pipelines at least. */
  pipelines: number;
  control: boolean;
  /** Its own folder; created here. */
  root: string;
  codeCache: string;
  /** Without any commit for this long, it is taken not to end. */
  stallMs: number;
  onProgress?: (done: { kills: number; completed: number; running: number }) => void;
}

/** What a run leaves to be looked at. */
export interface RunResult {
  engine: Engine;
  observer: Observer;
  /** Pipeline ids by the place they were submitted in. */
  submitted: Map<number, string>;
  deaths: Death[];
  redisKills: number[];
  others: Faults['others'];
  crashes: string[];
  pids: number[];
  durationMs: number;
  /** Ends what still answers: the observer's connections and Redis. */
  close(): Promise<void>;
}

/** Pipelines under way at the same time. */
const AT_ONCE = 3;
const LOOK_MS = 150;
const QUIET_MS = 15_000;

/** Pipelines one after the other on processes of their own, with or without faults, until all have ended. */
export async function run(options: RunOptions): Promise<RunResult> {
  const begun = Date.now();
  await mkdir(placesOf(options.root).outputs, { recursive: true });
  const redis = await startRedis({ appendonly: options.fsync });
  const observer = await openObserver(redis.url);
  const client = new Client(options);
  const { seed, workers, control, root, codeCache } = options;
  const fleet: Fleet = new Fleet(
    {
      redisUrl: redis.url,
      seed,
      workers,
      control,
      root,
      codeCache,
      pace: options.kills > 0 ? 1 : 0,
      armed: options.kills > 0,
    },
    (member, report) => {
      if (report.type === 'freezing') faults.frozen(member, report.pid, report.task, report.epoch);
      else client.hear(report);
    },
    (member) => client.greet(fleet, member),
  );
  const faults = new Faults({ seed, control, kills: options.kills, engine: observer.engine, fleet, redis, root });
  const giveUp = new AbortController();
  fleet.start();
  const disturbing = options.kills > 0 ? faults.run(giveUp.signal) : Promise.resolve();
  let disturbed = true;
  void disturbing.then(() => (disturbed = false));
  let bytes = 0;
  let movedAt = Date.now();
  let stalled = false;
  for (;;) {
    await setTimeout(LOOK_MS);
    await observer.look(client.running());
    const more = disturbed || client.submitted.size + client.waiting.size < options.pipelines;
    while (more && client.waiting.size + client.running().length - observer.over.size < AT_ONCE)
      client.submitNext(fleet);
    const running = client.waiting.size + client.running().filter((pid) => !observer.over.has(pid)).length;
    options.onProgress?.({ kills: faults.kills, completed: observer.over.size, running });
    if (!disturbed && running === 0) break;
    const now = journalBytes(placesOf(root).journal);
    if (now !== bytes) [bytes, movedAt] = [now, Date.now()];
    stalled = Date.now() - movedAt > options.stallMs;
    if (stalled) break;
  }
  giveUp.abort();
  await disturbing;
  if (!stalled) await observer.quiet(QUIET_MS);
  await fleet.stop();
  return {
    engine: observer.engine,
    observer,
    submitted: client.submitted,
    deaths: fleet.deaths,
    redisKills: faults.redisKills,
    others: faults.others,
    crashes: fleet.crashes,
    pids: [...fleet.pids, redis.pid],
    durationMs: Date.now() - begun,
    close: async () => {
      await observer.close();
      await redis.stop();
      await rm(redis.dir, { recursive: true, force: true });
    },
  };
}

/** Submits pipelines through whatever gateway lives, until each is acknowledged. */
class Client {
  readonly submitted = new Map<number, string>();
  readonly waiting = new Set<number>();
  #next = 0;
  #gateway: { fleet: Fleet; member: Member } | undefined;

  constructor(private readonly options: RunOptions) {}

  running(): string[] {
    return [...this.submitted.values()];
  }

  submitNext(fleet: Fleet): void {
    const index = this.#next++;
    this.waiting.add(index);
    const member = fleet.candidates('gateway')[0];
    if (member) fleet.send(member, { type: 'submit', index });
  }

  /** A new gateway is asked again for what the one before did not acknowledge. */
  greet(fleet: Fleet, member: Member): void {
    if (member.role !== 'gateway') return;
    this.#gateway = { fleet, member };
    for (const index of this.waiting) fleet.send(member, { type: 'submit', index });
  }

  hear(report: Report): void {
    if (report.type === 'submitted') {
      this.waiting.delete(report.index);
      this.submitted.set(report.index, report.pid);
    } else if (report.type === 'refused' && this.#gateway) {
      this.#gateway.fleet.send(this.#gateway.member, { type: 'submit', index: report.index });
    }
  }
}
