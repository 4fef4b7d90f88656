/**
 * The engine's keys. `base` is `{prefix}:`; the braces are a hash tag, so that Cluster keeps them together.
 *
 * | key | type | holds |
 * | --- | --- | --- |
 * | `p:<pipeline>` | hash | status, run, base (epochs and generations count from there), next (fields of the run to come), definition, plan, times, lane, owner, budget, reserved and spent in micro-dollars, why it is paused when nobody asked for it; `order:<step>` tasks in the order in which they are gathered; mode; listed the list of a status it is in, and updatedAt; place and placed when put first or last; discard when what was made is to be dropped; cost, `cost:<step>` and `untold:<step>`: micro-dollars paid over all runs, and requests of unknown cost; pilot its status, live how many of its tasks can go on by themselves |
 * | `s:<pipeline>:<step>` | hash | status and counters of a step |
 * | `n:<pipeline>:<node>` | hash | k kind, s state, w waits left, m a hard dependency is missing, q queue, st step, j generation (which job), e epoch (which claim), at attempts failed, ls and lw workers lost, how many and which, lv rungs down the ladder of lower settings, lo what that lowered, fo changes of provider, rg how often it was made anew in review and ov what is different then, vn and v1, v2, … its versions before, q1, q2, … their scores and qc micro-dollars paid for those, gd its entry in `gates`, r outputs, f facts of the attempt, sq place in the commit log, kn its step is as it was in an earlier run, ky action key whose lease it holds, lp the provider it was let in to, lr when its turn there comes, err last failure, mc micro-dollars paid for it in this run, p progress, rt/a/z ready, start and end time, wk worker, c expansion cursor, pq cells of a pilot beneath, hd whether the pilot leaves it to the rest, jn joins that wait for it |
 * | `d:<pipeline>:<node>` | list | nodes waiting for this one, `~` before a soft one |
 * | `ix:<pipeline>` | list | all its nodes, in the order they were added |
 * | `ck:<pipeline>` | list | the commit log, one checkpoint for each: `<task>\|<epoch>\|<ms>\|<ran, own, cache or known>` |
 * | `kr:<pipeline>` | hash | results known from earlier runs by task: JSON list of { k action key, o outputs, f facts, n run they held in }, the last one the newest |
 * | `w:<pipeline>` | list | graph work: expansions, `step!` finished, `!` ended, `>node` fan-out to go on with, `^` held tasks to let go |
 * | `gates` | sorted set | results that are decided about by themselves, `<pipeline>\|<task>\|<approve, reject or pause>\|<ms>`, by when |
 * | `hl:<pipeline>` | list | tasks that could begin and are held until a pilot is released |
 * | `rv:<pipeline>` | sorted set | tasks whose results wait for a person, by when they were made |
 * | `work`, `active` | set | pipelines with graph work; pipelines that run |
 * | `outbox:<queue>:<pipeline>` | list | ready tasks, `<task>\|<generation>` |
 * | `unlisted` | set | pipelines that ran, changed or went since the library looked at them |
 * | `ended` | sorted set | finished pipelines that are to be archived, by their end |
 * | `ring:<queue>:<lane>` | list | owners who have pipelines with a non-empty outbox, in turn |
 * | `ring:<queue>:<lane>:<owner>` | list | those pipelines, in turn |
 * | `ring:<queue>:first`, `ring:<queue>:last` | sorted set | pipelines that somebody put there, as they are served |
 * | `placed:first`, `placed:last` | sorted set | all of those that run, also with an empty outbox |
 * | `turns:<queue>` | number | interactive tasks since the background had its share |
 * | `inflight:<queue>`, `behind:<queue>` | sorted set | tasks given to BullMQ without and with a priority, by last sign of life |
 * | `later:<queue>` | sorted set | tasks waiting to be retried, by due time |
 * | `workers:<queue>` | sorted set | worker slots, by expiry |
 * | `cards` | hash | cards that are alive: JSON { card, queue, family, vramGb }, see cards/roll.ts |
 * | `cards:alive` | sorted set | those, by expiry |
 * | `cards:turns` | number | how often a card turned to another queue |
 * | `cards:left` | hash | when the last card left each queue |
 * | `cards:paces` | hash | how long a task of a queue takes (`step <queue>`), and loading its models (`swap <queue>`) |
 * | `reports`, `reports:alive` | hash, sorted set | what workers tell of themselves, see worker-reports.ts; by expiry |
 * | `queues` | hash | queues of model families: JSON { family, vramGb } by name |
 * | `ev:<pipeline>` | stream | events |
 * | `tell` | stream | events that webhooks may tell of, while there is any webhook (`hooks`, see libs/automation): p pipeline, e event, t type, d data |
 * | `pv:<pipeline>:<task>` | string | the latest preview of a running task, a small JPEG (expires) |
 * | `request:<hash>` | hash | what was answered to a request that is done once |
 * | `pipelines` | sorted set | all pipelines, by creation time |
 * | `st:<status>` | sorted set | those with that status, by creation time |
 * | `updated` | sorted set | all pipelines, by the last change of status or settings |
 * | `a:<pipeline>` | hash | what is left of a finished one, compressed, see archive.ts |
 * | `c:<key>` | string | action cache: JSON { o outputs, p pipeline, t task, ms, md micro-dollars, at } |
 * | `cl:<key>`, `cw:<key>` | string, set | who is at that work now (expires); who waits for it |
 * | `cache` | sorted set | action keys by last use |
 * | `lg:<request>` | hash | a paid request, see ledger.ts |
 * | `rq:<pipeline>` | hash | open paid requests by task |
 * | `ledger` | sorted set | paid requests by time |
 * | `unknown` | sorted set | those of them whose outcome nobody knows |
 * | `open` | sorted set | those that have not ended, by when to look after them next |
 * | `budgets` | hash | limits in micro-dollars: `day`, `month`, `key`, `key:<owner>`, `pipeline` |
 * | `um:<month>` | hash | reserved and spent of a month (months since the year 0, UTC) |
 * | `ow:<owner>` | hash | reserved and spent of an owner |
 * | `us:<day>` | hash | reserved and spent of a day (days since 1970), and by `<owner>\|<provider>\|<model>\|`: n requests, spent, and of those that said what they cost `estimated` and `billed` |
 * | `lim:<provider>`, `limw:<provider>` | sorted set | tasks that a provider has now, and those that wait for a place, `<queue>\|<pipeline>\|<task>` |
 * | `limt:<provider>`, `limb:<provider>` | string | when the next task would arrive at the allowed rate; there while it is left alone |
 * | `bw` | set | tasks that wait for reserved money, `<queue>\|<pipeline>\|<task>` |
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
  index = (pid: string) => `${this.base}ix:${pid}`;
  log = (pid: string) => `${this.base}ck:${pid}`;
  known = (pid: string) => `${this.base}kr:${pid}`;
  ledger = (requestId: string) => `${this.base}lg:${requestId}`;
  preview = (pid: string, task: string) => `${this.base}pv:${pid}:${task}`;
  owner = (name: string) => `${this.base}ow:${name}`;
  usage = (day: number) => `${this.base}us:${day}`;
  usageOfMonth = (month: number) => `${this.base}um:${month}`;
  archive = (pid: string) => `${this.base}a:${pid}`;
  cached = (actionKey: string) => `${this.base}c:${actionKey}`;
  status = (status: string) => `${this.base}st:${status}`;
  reviews = (pid: string) => `${this.base}rv:${pid}`;
  work = (pid: string) => `${this.base}w:${pid}`;
  outbox = (queue: string, pid: string) => `${this.base}outbox:${queue}:${pid}`;
  ring = (queue: string, place: string) => `${this.base}ring:${queue}:${place}`;
  inflight = (queue: string) => `${this.base}inflight:${queue}`;
  behind = (queue: string) => `${this.base}behind:${queue}`;
  later = (queue: string) => `${this.base}later:${queue}`;
  workers = (queue: string) => `${this.base}workers:${queue}`;
  events = (pid: string) => `${this.base}ev:${pid}`;
  /** A name at the root of the engine's keys: `work`, `active`, `pipelines`, the channels `events` and `control`. */
  root = (name: string) => `${this.base}${name}`;
  /** BullMQ's own prefix, under the same hash tag. */
  get bull(): string {
    return `${this.base}bull`;
  }
}
