import fc from 'fast-check';
import { Redis } from 'ioredis';
import type { PipelineDefinition, PipelineStep, Plan, Resource, TaskOutputs } from '#pipeline';
import { compile, expansion, expansionLength, initialGraph, parseNodeId } from '#pipeline';
import { TOY_CATALOGUE, selectToy, sharedRedis } from '#testing';
import { Keys } from './keys.js';
import { TASK_QUEUES } from './queues.js';
import { Scripts } from './scripts.js';
import { FAIL_ACTIONS, StateModel } from './state-model.js';
import type { Snapshot } from './state-model.js';
import { wireNodes, wireSteps } from './wire.js';

/** Commands in the mix in which they make pipelines get far and be disturbed on the way. */
const COMMANDS = [
  ...Array<'take'>(5).fill('take'),
  ...Array<'claim'>(8).fill('claim'),
  ...Array<'commit'>(8).fill('commit'),
  ...Array<'expand'>(5).fill('expand'),
  ...Array<'start'>(3).fill('start'),
  ...([
    'fail',
    'fail',
    'fail',
    'fail',
    'fail',
    'late',
    'again',
    'requeue',
    'pause',
    'progress',
    'finish',
    'cancel',
  ] as const),
];
const command = fc.record({ name: fc.constantFrom(...COMMANDS), which: fc.nat(), how: fc.nat() });
type Command = { name: (typeof COMMANDS)[number]; which: number; how: number };

/** Random pipelines of the toy steps: chains, fan-outs known and unknown beforehand, nested ones, gatherings. */
const definitions = fc
  .array(
    fc.record({
      kind: fc.constantFrom('make', 'draw', 'map', 'list', 'gather', 'count'),
      picks: fc.array(fc.nat(), { maxLength: 2 }),
      size: fc.nat(3),
    }),
    { minLength: 2, maxLength: 6 },
  )
  .map((shapes): PipelineDefinition => {
    const steps: PipelineStep[] = [];
    shapes.forEach(({ kind, picks, size }, index) => {
      const id = `s${index}`;
      const lists = steps.filter(({ type }) => type === 'list').map((step) => step.id);
      const texts = steps.filter(({ type }) => type !== 'list').map((step) => step.id);
      const before = texts.length > 0 ? [...new Set(picks.map((pick) => texts[pick % texts.length]!))] : [];
      const over = lists.length > 0 ? { map: `{{steps.${lists[size % lists.length]!}.items}}` } : {};
      if (kind === 'list') steps.push({ id, type: 'list', config: { length: size }, ...(picks.length > 1 && over) });
      else if (kind === 'gather') steps.push({ id, type: 'gather', config: {}, dependsOn: before });
      else
        steps.push({
          ...{ id, type: kind === 'draw' ? 'draw' : 'make', config: {} },
          ...(kind === 'map' ? over : { dependsOn: before.slice(0, 1) }),
          ...(kind === 'count' && { count: size }),
        });
    });
    return { name: 'random', description: '', inputs: {}, outputs: [], steps };
  });

const mostly = fc.nat(9).map((lot) => lot > 0);

const planOf = (definition: PipelineDefinition): Plan | undefined =>
  compile(definition, {}, { catalogue: TOY_CATALOGUE, select: selectToy, seed: 1 }).plan;

/** Emptied before each pipeline; other tests use the first. */
const OWN_DATABASE = 5;

const keys = new Keys('machine');
const pid = 'p1';
let redis: Redis;
let scripts: Scripts;
beforeAll(async () => {
  redis = new Redis(await sharedRedis(), { db: OWN_DATABASE });
  scripts = new Scripts(redis, keys.base);
});
afterAll(() => redis.quit());

/** The scripts on an empty database, beside the model of what they should do. */
class Machine {
  readonly model: StateModel;
  /** Every job and every lease that ever was: late and repeated ones are chosen among them. */
  readonly #jobs: { task: string; generation: number }[] = [];
  readonly #leases: { task: string; epoch: number }[] = [];

  constructor(private readonly plan: Plan) {
    const resources = new Map(plan.steps.map((step) => [step.id, step.selection.resource]));
    this.model = new StateModel((step) => resources.get(step)!, initialGraph(plan));
  }

  async create(): Promise<void> {
    await redis.flushdb();
    const nodes = wireNodes(this.plan, initialGraph(this.plan));
    await this.#run('create', pid, '{}', JSON.stringify(wireSteps(this.plan)), JSON.stringify(nodes));
    await this.compare();
  }

  #run<Result = unknown>(...call: Parameters<Scripts['run']>): Promise<Result> {
    return scripts.run<Result>(...call);
  }

  async do({ name, which, how }: Command): Promise<void> {
    switch (name) {
      case 'start':
        return this.#same(await this.#run('start', pid, 1), this.model.start());
      case 'pause':
        return this.#same(await this.#run('pause', pid), this.model.pause());
      case 'cancel':
        // Rarely, or no pipeline would get far.
        if (how % 4 !== 0) return;
        return this.#same(await this.#run('cancel', pid, ''), this.model.cancel());
      case 'finish':
        if (!this.model.allStepsDone) return;
        return this.#same(await this.#run('finish', pid, 'completed', '{}', ''), this.model.finish());
      case 'take':
        return this.#take(which % 3 === 0 ? 'gpu' : 'cpu', 1 + (how % 6));
      case 'claim':
        return this.#claim(newest(this.#jobs.filter(this.#claimable), which, Infinity));
      case 'again':
        return this.#claim(newest(this.#jobs, which, Infinity));
      case 'commit':
        return this.#commit(newest(this.#leases.filter(this.#holds), which, Infinity));
      case 'late':
        return this.#commit(newest(this.#leases, which, Infinity));
      case 'fail':
        return this.#fail(newest(this.#leases, which, 3), FAIL_ACTIONS[how % FAIL_ACTIONS.length]!);
      case 'progress':
        return this.#progress(newest(this.#leases, which, 6));
      case 'requeue':
        return this.#requeue(newest(this.#jobs, which, 6));
      case 'expand':
        return this.#expand(
          this.model.open[which % Math.max(1, this.model.open.length)]?.id,
          1 + (how % 3),
          how % 7 === 0,
        );
    }
  }

  #claimable = ({ task, generation }: { task: string; generation: number }): boolean =>
    this.model.node(task).state === 'ready' && this.model.node(task).generation === generation;

  #holds = ({ task, epoch }: { task: string; epoch: number }): boolean =>
    this.model.node(task).state === 'running' && this.model.node(task).epoch === epoch;

  #same(real: unknown, expected: unknown): void {
    expect(real).toEqual(expected);
  }

  async #take(queue: Resource, window: number): Promise<void> {
    const { model } = this;
    model.due(queue);
    const waiting = [...model.outbox].filter((entry) => this.#queueOf(entry) === queue);
    const flying = [...model.inflight].filter((entry) => this.#queueOf(entry) === queue);
    const [taken] = await this.#run<[string[]]>('take', queue, window);
    const entries = Array.from({ length: taken.length / 3 }, (_, index) => taken[index * 3 + 1]!);
    const room = model.status === 'running' ? Math.max(0, window - flying.length) : 0;
    expect(entries).toHaveLength(Math.min(room, waiting.length));
    for (const entry of entries) {
      expect(waiting).toContain(entry);
      model.took(entry);
      const [task = '', generation] = entry.split('|');
      this.#jobs.push({ task, generation: Number(generation) });
    }
  }

  #queueOf = (entry: string): string => this.model.node(entry.split('|')[0]!).queue;

  async #claim(job: { task: string; generation: number } | undefined): Promise<void> {
    if (!job) return;
    const answer = await this.#run<string[]>('claim', pid, job.task, job.generation, 'worker', 1000, '0');
    this.#same(answer[0], this.model.claim(job.task, job.generation));
    if (answer[0] === 'ok') this.#leases.push({ task: job.task, epoch: Number(answer[1]) });
  }

  async #commit(lease: { task: string; epoch: number } | undefined): Promise<void> {
    if (!lease) return;
    const { task, epoch } = lease;
    const outputs = JSON.stringify(this.#outputs(task));
    const answer = await this.#run<unknown[]>(
      'commit',
      pid,
      task,
      epoch,
      outputs,
      '',
      '',
      'toy',
      'ran',
      '',
      '',
      0,
      0,
      '',
    );
    this.#same(answer[0], this.model.commit(task, epoch));
  }

  async #fail(
    lease: { task: string; epoch: number } | undefined,
    action: (typeof FAIL_ACTIONS)[number],
  ): Promise<void> {
    // Ending it is rare, or no pipeline would get far.
    if (!lease || (action === 'abort' && lease.epoch % 3 !== 2)) return;
    const failure = JSON.stringify({ code: 'network', message: 'unplugged', hint: '' });
    const call = [pid, lease.task, lease.epoch, failure, action, 0, '{}'];
    this.#same(await this.#run('fail', ...call), this.model.fail(lease.task, lease.epoch, action));
  }

  async #progress(lease: { task: string; epoch: number } | undefined): Promise<void> {
    if (!lease) return;
    const mine = this.#holds(lease);
    const answer = await this.#run('progress', pid, lease.task, lease.epoch, 0.5);
    this.#same(answer, mine ? this.model.status : 'stale');
  }

  async #requeue(job: { task: string; generation: number } | undefined): Promise<void> {
    // The sweeper only does it for what is in flight.
    if (!job || !this.model.inflight.has(`${job.task}|${job.generation}`)) return;
    const member = `${pid}|${job.task}|${job.generation}`;
    const answer = await this.#run('requeue', this.model.node(job.task).queue, member);
    this.#same(answer, this.model.requeue(job.task, job.generation));
  }

  /** `again`: what a process does that fell asleep between reading the cursor and adding the children. */
  async #expand(id: string | undefined, most: number, again: boolean): Promise<void> {
    if (id === undefined) return;
    const { step, path } = parseNodeId(id);
    const length = await expansionLength(this.plan, step, path, async (ids) => ids.map((task) => this.#done(task)));
    const from = again ? 0 : this.model.node(id).cursor;
    const to = Math.min(length, from + most);
    const delta = expansion(this.plan, step, path, from, to);
    const nodes = JSON.stringify(wireNodes(this.plan, delta));
    const next = await this.#run('expand', pid, id, from, to, length, nodes);
    this.#same(next, this.model.expand(id, from, to, length, delta));
  }

  #done(task: string): TaskOutputs {
    return this.model.nodes.get(task)?.state === 'done' ? this.#outputs(task) : undefined;
  }

  #outputs(task: string): Record<string, string | string[]> {
    const { type, config } = this.plan.steps.find((step) => step.id === parseNodeId(task).step)!;
    return type === 'list' ? { items: Array<string>(Number(config.length)).fill('x') } : { text: task };
  }

  /** Everything is delivered, and nothing goes wrong any more. */
  async deliver(): Promise<void> {
    await this.do({ name: 'start', which: 0, how: 0 });
    for (let rounds = 0; rounds < 200 && !this.model.allStepsDone; rounds++) {
      if (!this.model.live) return;
      for (const { id } of this.model.open) await this.#expand(id, 500, false);
      for (const queue of TASK_QUEUES) await this.#take(queue, 1000);
      for (const { id, generation, state } of this.model.tasks) {
        if (state === 'ready') await this.#claim({ task: id, generation });
        if (this.model.node(id).state === 'running') await this.#commit({ task: id, epoch: this.model.node(id).epoch });
      }
    }
    await this.do({ name: 'finish', which: 0, how: 0 });
  }

  async compare(): Promise<void> {
    expect(await this.#snapshot()).toEqual(this.model.snapshot());
  }

  async #snapshot(): Promise<Snapshot> {
    const ids = [...this.model.nodes.keys()];
    const steps = this.plan.steps.map(({ id }) => id).sort();
    const batch = redis.pipeline();
    for (const id of ids) batch.hmget(keys.node(pid, id), 's', 'j', 'e', 'at', 'ls', 'lv');
    for (const step of steps) batch.hmget(keys.step(pid, step), 'total', 'done', 'failed', 'skipped', 'running');
    for (const queue of TASK_QUEUES)
      batch
        .lrange(keys.outbox(queue, pid), '0', '-1')
        .zrange(keys.inflight(queue), '0', '-1')
        .zrange(keys.later(queue), '0', '-1');
    batch.hmget(keys.pipeline(pid), 'status', 'running', 'stepsDone').lrange(keys.log(pid), '0', '-1');
    batch.lrange(keys.index(pid), '0', '-1');
    const answers = (await batch.exec())!.map(([, answer]) => answer as (string | null)[]);
    const counts = (values: (string | null)[]) => values.map((value) => Number(value ?? 0)).join(' ');
    const nodes = ids.map((id) => {
      const [state, ...rest] = answers.shift()!;
      return [id, this.model.node(id).kind === 'task' ? `${state} ${counts(rest)}` : state!] as const;
    });
    const totals = steps.map((step) => [step, counts(answers.shift()!)] as const);
    const [outbox, inflight, later]: string[][] = [[], [], []];
    for (const _ of TASK_QUEUES) {
      outbox!.push(...(answers.shift() as string[]));
      for (const list of [inflight, later])
        list!.push(...(answers.shift() as string[]).map((member) => member.slice(pid.length + 1)));
    }
    const [[status, running, stepsDone], log, index] = answers as [string[], string[], string[]];
    expect([...index].sort()).toEqual([...ids].sort());
    return {
      ...{ status: status!, running: Number(running), stepsDone: Number(stepsDone) },
      ...{ nodes: Object.fromEntries(nodes), steps: Object.fromEntries(totals) },
      ...{ outbox: outbox!.sort(), inflight: inflight!.sort(), later: later!.sort() },
      log: log.map((line) => line.split('|').slice(0, 2).join('|')),
    };
  }
}

/** One of the newest few; of all with `Infinity`. */
function newest<Item>(items: readonly Item[], which: number, few: number): Item | undefined {
  return items.at(-1 - (which % Math.min(few, Math.max(1, items.length))));
}

describe('the state machine', () => {
  it('does what the model says, whatever comes in whatever order, and ends when all is delivered', async () => {
    await fc.assert(
      fc.asyncProperty(
        definitions,
        mostly,
        fc.array(command, { minLength: 20, maxLength: 100, size: 'max' }),
        async (definition, startsAtOnce, commands) => {
          const plan = planOf(definition);
          fc.pre(plan !== undefined);
          const machine = new Machine(plan);
          await machine.create();
          if (startsAtOnce) await machine.do({ name: 'start', which: 0, how: 0 });
          for (const next of commands) {
            await machine.do(next);
            await machine.compare();
          }
          await machine.deliver();
          await machine.compare();
          expect(['completed', 'failed', 'cancelled', 'cancelling']).toContain(machine.model.status);
          expect(new Set(machine.model.log.map((line) => line.split('|')[0])).size).toBe(machine.model.log.length);
        },
      ),
      // The limit is for shrinking, should it fail.
      { numRuns: 80, seed: 20_260, interruptAfterTimeLimit: 45_000 },
    );
  });
});
