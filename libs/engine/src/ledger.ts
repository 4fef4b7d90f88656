import { randomUUID } from 'node:crypto';
import { CancelledError, PipelineFailure } from '#pipeline';
import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';
import type { Scripts } from './scripts.js';
import { SetAside } from './set-aside.js';

export const LEDGER_STATES = ['intent', 'submitted', 'settled', 'rejected', 'failed', 'cancelled', 'unknown'] as const;
/**
 * Of a paid request: about to be sent; the provider has it; paid and delivered; refused by the provider; failed or
 * cancelled there; or sent with no answer, so that nobody here knows.
 */
export type LedgerState = (typeof LEDGER_STATES)[number];

/** Money in micro-dollars, times in milliseconds since 1970. */
export interface LedgerEntry {
  requestId: string;
  pipelineId: string;
  step: string;
  task: string;
  provider: string;
  model: string;
  state: LedgerState;
  estimate: number | undefined;
  /** What the provider billed, or reported; undefined until it is known. */
  actual: number | undefined;
  at: number;
  submittedAt: number | undefined;
  closedAt: number | undefined;
  note: string | undefined;
  /** What the provider calls it; undefined until that is known. */
  providerRequestId: string | undefined;
}

/** A paid request as it stands when a task begins: new, or left open by a worker that is gone. */
export interface OpenRequest {
  requestId: string;
  state: 'new' | 'intent' | 'submitted' | 'unknown';
  /** The provider's handle as JSON text, when it is known. */
  job: string | undefined;
  /** What the provider calls it, where it told so by itself. */
  heard: string | undefined;
}

/** A request nobody is at any more, with what it takes to ask the provider about it. */
export interface LostRequest {
  requestId: string;
  pipelineId: string;
  task: string;
  provider: string;
  state: LedgerState;
  at: number;
  job: string | undefined;
  heard: string | undefined;
  /** The work as JSON text. */
  work: string | undefined;
}

export interface Intent {
  provider: string;
  model: string;
  /** Micro-dollars; undefined when the price is not known. */
  estimate: number | undefined;
  /** The work as JSON text, for whoever has to ask about it later. */
  work: string;
  /** Nothing can be owed: the record is kept only while the request is open, to find it again, and is not listed. */
  free?: boolean;
}

interface Claimed {
  pid: string;
  id: string;
  run: number;
  epoch: string;
}

/** Every intent to spend and what became of it. Written before money can be owed, so that nothing is paid twice. */
export class Ledger {
  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
    private readonly scripts: Scripts,
  ) {}

  /**
   * `anew` leaves an open request of an earlier run to itself: a person has decided to have the work done again.
   * Throws SetAside where a budget does not allow it (now), `price_unknown` where there is a budget and no price.
   */
  async intend(claimed: Claimed, key: string, intent: Intent, anew: boolean): Promise<OpenRequest> {
    const { pid, id, run, epoch } = claimed;
    const { estimate, free, ...rest } = intent;
    const fields = JSON.stringify({
      ...rest,
      ...(estimate !== undefined && { estimate: String(estimate) }),
      ...(free && { free: '1' }),
    });
    const answer = await this.scripts.run<string[]>(
      'intend',
      ...[pid, id, epoch, randomUUID(), key, anew ? '1' : '', run, fields],
    );
    const [state = '', requestId = '', job, heard] = answer;
    if (state === 'stale') throw new CancelledError('the task was given to another worker');
    if (state === 'held') throw new SetAside(`${id}: the rest of the budget is reserved for others`);
    if (state === 'over') throw new SetAside(`${id}: the budget of the ${requestId} is used up`);
    if (state === 'unpriced') throw unpriced(id, intent, requestId);
    return { requestId, state: state as OpenRequest['state'], job: job || undefined, heard: heard || undefined };
  }

  async submitted(requestId: string, job: string): Promise<void> {
    await this.scripts.run('submitted', requestId, job);
  }

  /** What the provider says it costs, as soon as it does; the same again changes nothing. */
  async billed(requestId: string, microDollars: number): Promise<void> {
    await this.scripts.run('billed', requestId, Math.round(microDollars));
  }

  /** Does nothing to a request that is closed already. `microDollars` is what the provider said it costs. */
  async close(
    requestId: string,
    state: Exclude<LedgerState, 'intent' | 'submitted'>,
    note: string,
    microDollars?: number,
  ): Promise<boolean> {
    return (await this.scripts.run<number>('close', requestId, state, note, microDollars ?? '')) === 1;
  }

  /** The provider has made it, and nobody took it. */
  async unclaimed(requestId: string, note: string): Promise<void> {
    await this.scripts.run('unclaimed', requestId, note);
  }

  /**
   * The provider told by itself that it has a request, and under which name. Returns the state of it afterwards;
   * undefined when there is no such request.
   */
  async heard(requestId: string, providerId: string): Promise<LedgerState | undefined> {
    return (await this.scripts.run<LedgerState | null>('heard', requestId, providerId)) ?? undefined;
  }

  /** What the provider called a request when it told of it by itself. */
  async heardOf(requestId: string): Promise<string | undefined> {
    return (await this.redis.hget(this.keys.ledger(requestId), 'heard')) ?? undefined;
  }

  async entry(requestId: string): Promise<LedgerEntry | undefined> {
    const fields = await this.redis.hgetall(this.keys.ledger(requestId));
    return fields.state === undefined ? undefined : toEntry(requestId, fields);
  }

  /** Open requests that nobody is at, given to one caller at a time. */
  async lost(limit: number, againMs: number): Promise<LostRequest[]> {
    const ids = await this.scripts.run<string[]>('due', limit, againMs);
    const found = await Promise.all(ids.map((id) => this.redis.hgetall(this.keys.ledger(id))));
    return found.flatMap((fields, at) => {
      const { requestId, pipelineId, task, provider, state, at: since } = toEntry(ids[at]!, fields);
      const { job, heard, work } = fields;
      return fields.state === undefined
        ? []
        : [{ requestId, pipelineId, task, provider, state, at: since, job, heard, work }];
    });
  }

  /** Newest first; of `which`, those whose outcome nobody knows. */
  async list(
    offset: number,
    limit: number,
    which: 'all' | 'unknown' = 'all',
  ): Promise<{ items: LedgerEntry[]; total: number }> {
    const index = this.keys.root(which === 'all' ? 'ledger' : 'unknown');
    const [ids, total] = await Promise.all([
      this.redis.zrevrange(index, offset, offset + limit - 1),
      this.redis.zcard(index),
    ]);
    const found = await Promise.all(ids.map((id) => this.redis.hgetall(this.keys.ledger(id))));
    return { items: found.map((fields, at) => toEntry(ids[at]!, fields)), total };
  }
}

function unpriced(id: string, { provider, model }: Intent, scope: string): PipelineFailure {
  return new PipelineFailure(
    'price_unknown',
    `${id}: nobody knows what "${model}" of ${provider} costs, and there is a budget for the ${scope}`,
  );
}

const number = (text: string | undefined) => (text === undefined || text === '' ? undefined : Number(text));

const toEntry = (requestId: string, fields: Record<string, string>): LedgerEntry => ({
  requestId,
  pipelineId: fields.p ?? '',
  step: fields.st ?? '',
  task: fields.t ?? '',
  provider: fields.provider ?? '',
  model: fields.model ?? '',
  state: fields.state as LedgerState,
  estimate: number(fields.estimate),
  actual: number(fields.actual),
  at: Number(fields.at),
  submittedAt: number(fields.submittedAt),
  closedAt: number(fields.closedAt),
  note: fields.note,
  providerRequestId: fields.ref,
});
