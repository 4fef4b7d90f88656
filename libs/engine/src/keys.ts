/**
 * The engine's keys. `base` is `{prefix}:`; the braces are a hash tag, so that Cluster keeps them together.
 *
 * | key | type | holds |
 * | --- | --- | --- |
 * | `p:<pipeline>` | hash | status, definition, plan, inputs, times |
 * | `s:<pipeline>:<step>` | hash | status and counters of a step |
 * | `n:<pipeline>:<node>` | hash | k kind, s state, w waits left, m a hard dependency is missing, q queue, st step, j generation (which job), e epoch (which claim), at attempts failed, ls workers lost, r outputs, f facts of the attempt, err last failure, p progress, rt/a/z ready, start and end time, wk worker, c expansion cursor, jn joins that wait for it |
 * | `d:<pipeline>:<node>` | list | nodes waiting for this one, `~` before a soft one |
 * | `w:<pipeline>` | list | graph work: expansions, `step!` finished, `!` ended, `>node` fan-out to go on with |
 * | `work`, `active` | set | pipelines with graph work; pipelines that run |
 * | `outbox:<queue>:<pipeline>` | list | ready tasks, `<task>\|<generation>` |
 * | `ring:<queue>` | list | pipelines with a non-empty outbox, in turn |
 * | `inflight:<queue>` | sorted set | tasks given to BullMQ, by last sign of life |
 * | `later:<queue>` | sorted set | tasks waiting to be retried, by due time |
 * | `workers:<queue>` | sorted set | worker slots, by expiry |
 * | `ev:<pipeline>` | stream | events |
 * | `pipelines` | sorted set | all pipelines, by creation time |
 * | `history` | hash | how long tasks took, milliseconds by kind of work |
 */
export class Keys {
  readonly base: string;
  constructor(prefix: string) {
    this.base = `{${prefix}}:`;
  }
  pipeline = (pid: string) => `${this.base}p:${pid}`;
  step = (pid: string, step: string) => `${this.base}s:${pid}:${step}`;
  node = (pid: string, node: string) => `${this.base}n:${pid}:${node}`;
  dependents = (pid: string, node: string) => `${this.base}d:${pid}:${node}`;
  work = (pid: string) => `${this.base}w:${pid}`;
  outbox = (queue: string, pid: string) => `${this.base}outbox:${queue}:${pid}`;
  inflight = (queue: string) => `${this.base}inflight:${queue}`;
  workers = (queue: string) => `${this.base}workers:${queue}`;
  events = (pid: string) => `${this.base}ev:${pid}`;
  /** A name at the root of the engine's keys: `work`, `active`, `pipelines`, the channels `events` and `control`. */
  root = (name: string) => `${this.base}${name}`;
  /** BullMQ's own prefix, under the same hash tag. */
  get bull(): string {
    return `${this.base}bull`;
  }
}
