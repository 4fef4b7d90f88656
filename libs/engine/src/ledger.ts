import { randomUUID } from 'node:crypto';
import { CancelledError } from '#pipeline';
import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';
import type { Scripts } from './scripts.js';

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
}

/** A paid request as it stands when a task begins: new, or left open by a worker that is gone. */
export interface OpenRequest {
  requestId: string;
  state: 'new' | 'intent' | 'submitted' | 'unknown';
  /** The provider's handle as JSON text, when it is known. */
  job: string | undefined;
}

export interface Intent {
  provider: string;
  model: string;
  /** Micro-dollars; undefined when the price is not known. */
  estimate: number | undefined;
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

  /** `anew` leaves an open request of an earlier run to itself: a person has decided to have the work done again. */
  async intend({ pid, id, run, epoch }: Claimed, key: string, intent: Intent, anew: boolean): Promise<OpenRequest> {
    const { provider, model, estimate, free } = intent;
    const fields = JSON.stringify({
      ...{ provider, model },
      ...(estimate !== undefined && { estimate: String(estimate) }),
      ...(free && { free: '1' }),
    });
    const answer = await this.scripts.run<string[]>(
      'intend',
      ...[pid, id, epoch, randomUUID(), key, anew ? '1' : '', run, fields],
    );
    const [state, requestId, job] = answer;
    if (state === 'stale') throw new CancelledError('the task was given to another worker');
    return { requestId: requestId!, state: state as OpenRequest['state'], job: job === '' ? undefined : job };
  }

  async submitted(requestId: string, job: string): Promise<void> {
    await this.scripts.run('submitted', requestId, job);
  }

  /** What the provider says it costs, as soon as it does; the same again changes nothing. */
  async billed(requestId: string, microDollars: number): Promise<void> {
    await this.scripts.run('billed', requestId, Math.round(microDollars));
  }

  async close(
    requestId: string,
    state: 'rejected' | 'failed' | 'cancelled' | 'unknown',
    note: string,
    microDollars?: number,
  ): Promise<void> {
    await this.scripts.run('close', requestId, state, note, microDollars ?? '');
  }

  /** Newest first. */
  async list(offset: number, limit: number): Promise<{ items: LedgerEntry[]; total: number }> {
    const index = this.keys.root('ledger');
    const [ids, total] = await Promise.all([
      this.redis.zrevrange(index, offset, offset + limit - 1),
      this.redis.zcard(index),
    ]);
    const found = await Promise.all(ids.map((id) => this.redis.hgetall(this.keys.ledger(id))));
    return { items: found.map((fields, at) => toEntry(ids[at]!, fields)), total };
  }
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
});
