import type { GraphDelta, NodeKind } from '#pipeline';
import type { PipelineStatus, TaskState } from './records.js';

/**
 * What the scripts mean, in memory and said another way: nothing is counted down, everything follows from the states
 * of the nodes. The tests compare it with Redis after every command.
 */
interface Node {
  id: string;
  kind: NodeKind;
  step: string;
  queue: string;
  deps: { id: string; soft: boolean }[];
  state: TaskState | 'open';
  generation: number;
  epoch: number;
  attempts: number;
  losses: number;
  rungs: number;
  /** Skipped because it failed itself, not because something it needs was skipped. */
  failed: boolean;
  cursor: number;
}

type FailAction = 'retry' | 'lower' | 'skip' | 'abort' | 'release';
export const FAIL_ACTIONS: readonly FailAction[] = ['retry', 'lower', 'skip', 'abort', 'release'];

const SETTLED: readonly Node['state'][] = ['done', 'skipped', 'failed', 'cancelled'];

export class StateModel {
  status: PipelineStatus = 'pending';
  readonly nodes = new Map<string, Node>();
  /** Ready and not yet given to BullMQ, as `task|generation`. */
  readonly outbox = new Set<string>();
  readonly inflight = new Set<string>();
  readonly later = new Set<string>();
  readonly log: string[] = [];

  constructor(
    private readonly queueOf: (step: string) => string,
    initial: GraphDelta,
  ) {
    this.grow(initial);
  }

  get live(): boolean {
    return this.status === 'running' || this.status === 'paused';
  }

  get tasks(): Node[] {
    return [...this.nodes.values()].filter(({ kind }) => kind === 'task');
  }

  /** Expansions that know their length and have children to add. */
  get open(): Node[] {
    return [...this.nodes.values()].filter(({ state }) => state === 'open');
  }

  get allStepsDone(): boolean {
    return [...this.nodes.values()].every(({ kind, state }) => kind !== 'finish' || state === 'done');
  }

  private grow({ nodes, edges }: GraphDelta): void {
    for (const { id, kind, step, deps } of nodes) {
      const counts = { generation: 0, epoch: 0, attempts: 0, losses: 0, rungs: 0, cursor: 0, failed: false };
      this.nodes.set(id, { id, kind, step, deps: [...deps], queue: this.queueOf(step), state: 'waiting', ...counts });
    }
    for (const [child, join] of edges) this.node(join).deps.push({ id: child, soft: true });
    this.settle();
  }

  node(id: string): Node {
    return this.nodes.get(id)!;
  }

  /** Whatever waits for nothing any more goes on, until nothing changes. After the end nothing goes on. */
  private settle(): void {
    for (let changed = this.live || this.status === 'pending'; changed;) {
      changed = false;
      for (const node of this.nodes.values()) {
        if (node.state !== 'waiting' || node.deps.some(({ id }) => !this.settled(id))) continue;
        changed = true;
        if (node.kind === 'expand') node.state = 'open';
        else if (node.kind !== 'task') node.state = 'done';
        else if (node.deps.some(({ id, soft }) => !soft && this.node(id).state !== 'done')) node.state = 'skipped';
        else this.makeReady(node);
      }
    }
  }

  /** What a node waits for may not be there yet: another expansion adds it. */
  private settled(id: string): boolean {
    const node = this.nodes.get(id);
    return node !== undefined && SETTLED.includes(node.state);
  }

  private makeReady(node: Node): void {
    node.state = 'ready';
    node.generation += 1;
    this.outbox.add(`${node.id}|${node.generation}`);
  }

  start(): PipelineStatus {
    if (this.status === 'pending' || this.status === 'paused') this.status = 'running';
    return this.status;
  }

  pause(): PipelineStatus {
    if (this.status === 'running') this.status = 'paused';
    return this.status;
  }

  cancel(): PipelineStatus {
    if (this.live || this.status === 'pending') this.end(this.running() > 0 ? 'cancelling' : 'cancelled');
    return this.status;
  }

  finish(): PipelineStatus {
    if (this.live) this.status = 'completed';
    return this.status;
  }

  private end(status: PipelineStatus): void {
    this.status = status;
    this.outbox.clear();
  }

  private running(): number {
    return this.tasks.filter(({ state }) => state === 'running').length;
  }

  /** What is due is ready; what was taken is in flight. */
  due(queue: string): void {
    for (const id of [...this.later].filter((task) => this.node(task).queue === queue)) {
      this.later.delete(id);
      if (this.node(id).state !== 'retrying') continue;
      if (this.live) this.makeReady(this.node(id));
      else this.node(id).state = 'cancelled';
    }
  }

  took(entry: string): void {
    this.outbox.delete(entry);
    this.inflight.add(entry);
  }

  claim(id: string, generation: number): string {
    const node = this.node(id);
    if (node.generation !== generation || (node.state !== 'ready' && node.state !== 'running')) return 'stale';
    const { status } = this;
    if (status !== 'running') {
      this.letGo(node, status === 'paused' ? 'ready' : 'cancelled');
      return status;
    }
    if (node.state === 'running') node.losses += 1;
    node.state = 'running';
    node.epoch += 1;
    return 'ok';
  }

  /** Off its worker and out of flight. The last one ends a pipeline that is being cancelled. */
  private letGo(node: Node, to: 'ready' | TaskState): void {
    this.inflight.delete(`${node.id}|${node.generation}`);
    if (to === 'ready') this.makeReady(node);
    else node.state = to;
    if (this.status === 'cancelling' && this.running() === 0) this.status = 'cancelled';
  }

  commit(id: string, epoch: number): string {
    const node = this.node(id);
    if (node.state !== 'running' || node.epoch !== epoch) return 'stale';
    const answer = this.live ? 'ok' : this.status;
    if (this.live) this.log.push(`${id}|${epoch}`);
    this.letGo(node, this.live ? 'done' : 'cancelled');
    this.settle();
    return answer;
  }

  fail(id: string, epoch: number, action: FailAction): string {
    const node = this.node(id);
    if (node.state !== 'running' || node.epoch !== epoch) return 'stale';
    if (!this.live) {
      this.letGo(node, 'cancelled');
      return 'ok';
    }
    if (action === 'lower') node.rungs += 1;
    else if (action !== 'release') node.attempts += 1;
    if (action === 'lower' || action === 'release') this.letGo(node, 'ready');
    if (action === 'retry') {
      this.letGo(node, 'retrying');
      this.later.add(id);
    }
    if (action === 'skip' || action === 'abort') {
      node.failed = true;
      this.letGo(node, action === 'skip' ? 'skipped' : 'failed');
      if (action === 'abort') this.end('failed');
      else this.settle();
    }
    return 'ok';
  }

  requeue(id: string, generation: number): number {
    const node = this.node(id);
    if (node.generation !== generation || (node.state !== 'ready' && node.state !== 'running')) {
      this.inflight.delete(`${id}|${generation}`);
      return 0;
    }
    if (node.state === 'running' && this.live) node.losses += 1;
    this.letGo(node, this.live ? 'ready' : 'cancelled');
    return 1;
  }

  /** Adds children for positions from its cursor; the last ones seal it. Returns the next cursor. */
  expand(id: string, from: number, to: number, length: number, delta: GraphDelta): number {
    const node = this.node(id);
    if (node.state === 'done' || !(this.live || this.status === 'pending')) return -1;
    if (node.cursor !== from) return node.cursor;
    node.cursor = to;
    if (to >= length) node.state = 'done';
    this.grow(delta);
    return to < length ? to : -1;
  }

  /** Everything that can be compared. */
  snapshot(): Snapshot {
    const count = (step: string, holds: (node: Node) => boolean) =>
      this.tasks.filter((node) => node.step === step && holds(node)).length;
    const steps = [...new Set([...this.nodes.values()].map(({ step }) => step))].sort();
    return {
      status: this.status,
      running: this.running(),
      stepsDone: [...this.nodes.values()].filter(({ kind, state }) => kind === 'finish' && state === 'done').length,
      nodes: Object.fromEntries(
        [...this.nodes.values()].map((node) => [
          node.id,
          node.kind === 'task'
            ? [node.state, node.generation, node.epoch, node.attempts, node.losses, node.rungs].join(' ')
            : node.state.replace('open', 'waiting'),
        ]),
      ),
      steps: Object.fromEntries(
        steps.map((step) => [
          step,
          [
            count(step, () => true),
            count(step, ({ state }) => state === 'done'),
            count(step, ({ failed }) => failed),
            count(step, ({ state, failed }) => state === 'skipped' && !failed),
            count(step, ({ state }) => state === 'running'),
          ].join(' '),
        ]),
      ),
      outbox: [...this.outbox].sort(),
      inflight: [...this.inflight].sort(),
      later: [...this.later].sort(),
      log: [...this.log],
    };
  }
}

/** Tasks as `state generation epoch attempts losses rungs`, steps as `total done failed skipped running`. */
export interface Snapshot {
  status: string;
  running: number;
  stepsDone: number;
  nodes: Record<string, string>;
  steps: Record<string, string>;
  outbox: string[];
  inflight: string[];
  later: string[];
  log: string[];
}
