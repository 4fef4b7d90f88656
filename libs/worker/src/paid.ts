import { setTimeout } from 'node:timers/promises';
import { PipelineStopped } from '#engine';
import type { Ledger, OpenRequest, Task } from '#engine';
import { CancelledError, PipelineFailure } from '#pipeline';
import { JobFailure } from '#providers';
import type { Capability, Provider, ProviderJob, Work, WorkContext } from '#providers';

/** What a provider charges nothing for needs no record; a price that is not known counts as one. */
export const isPaid = ({ microDollars }: Capability): boolean => microDollars !== 0;

/** Work that is paid for or that goes on without this worker is on record, so that the next one goes on with it. */
export const isRecorded = (provider: Provider, capability: Capability): boolean =>
  isPaid(capability) || provider.detached === true;

/** Where providers may tell of requests by themselves, and how long one whose answer was lost is waited for. */
export interface Callbacks {
  urlFor(provider: string, requestId: string): string;
  waitMs: number;
}

export interface PaidWork {
  ledger: Ledger;
  task: Task;
  provider: Provider;
  work: Work;
  ctx: WorkContext;
  actionKey: string;
  /** Nothing can be owed for it. */
  free?: boolean;
  callbacks?: Callbacks | undefined;
}

/** Work the provider has, and the request it is billed under. */
export interface PaidJob {
  requestId: string;
  job: ProviderJob;
}

/**
 * Sends a paid request, at most once: the intent is on record before, the provider's handle as soon as it is known. What
 * a worker that is gone left open is attached to again, or looked for. Throws `outcome_unknown` where nobody can tell
 * whether it was done: then a person decides, and nothing is sent.
 */
export async function sendPaid(paid: PaidWork): Promise<PaidJob> {
  const { ledger, task, provider, work, ctx, actionKey, callbacks } = paid;
  const request = await task.intend(actionKey, {
    ...{ provider: provider.id, model: work.model, work: JSON.stringify(work) },
    ...(paid.free ? { estimate: 0, free: true } : { estimate: provider.quote?.(work) }),
  });
  const { requestId } = request;
  const callbackUrl = callbacks?.urlFor(provider.id, requestId);
  const own = { ...ctx, requestId, ...(callbackUrl !== undefined && { callbackUrl }) };
  const job = request.state === 'new' ? await submit(paid, own) : await recover(paid, own, request);
  await ledger.submitted(requestId, JSON.stringify(job));
  return { requestId, job };
}

async function submit(paid: PaidWork, ctx: WorkContext): Promise<ProviderJob> {
  const { ledger, provider, work } = paid;
  try {
    return await provider.submit(work, ctx);
  } catch (error) {
    // Stopped before anything was sent, or refused. Any other error is a fault of ours, and leaves the intent open.
    if (error instanceof CancelledError) await ledger.close(ctx.requestId, 'rejected', 'stopped before it was sent', 0);
    if (!(error instanceof PipelineFailure)) throw error;
    if (error.code !== 'outcome_unknown') await ledger.close(ctx.requestId, 'rejected', error.message, 0);
    else return await heardOrUnknown(paid, ctx, error);
    throw error;
  }
}

/** The answer was lost, and the provider may yet tell by itself that it has the request. */
async function heardOrUnknown(paid: PaidWork, ctx: WorkContext, lost: PipelineFailure): Promise<ProviderJob> {
  const { ledger, provider, work, task, callbacks } = paid;
  const until = Date.now() + (callbacks && provider.adopt ? callbacks.waitMs : 0);
  for (;;) {
    const heard = await ledger.heardOf(ctx.requestId);
    if (heard !== undefined && provider.adopt) return provider.adopt(heard, work);
    if (Date.now() >= until) break;
    task.progress();
    await setTimeout(LISTEN_MS, undefined, { signal: ctx.signal });
  }
  await ledger.close(ctx.requestId, 'unknown', lost.message);
  throw lost;
}

/** Between two looks whether the provider has told. */
const LISTEN_MS = 250;

async function recover(paid: PaidWork, ctx: WorkContext, request: OpenRequest): Promise<ProviderJob> {
  const { ledger, provider, work, task } = paid;
  const { state, job, heard } = request;
  if (job !== undefined) return JSON.parse(job) as ProviderJob;
  if (heard !== undefined && provider.adopt) return provider.adopt(heard, work);
  const found = state === 'unknown' ? 'unknown' : ((await provider.find?.(ctx.requestId, work, ctx)) ?? 'unknown');
  if (found === 'absent') return submit(paid, ctx);
  if (found !== 'unknown') return found;
  const message = `${task.id}: a request to "${provider.id}" was sent and its answer was lost (request ${ctx.requestId})`;
  const lost = new PipelineFailure('outcome_unknown', message);
  if (state !== 'unknown') return heardOrUnknown(paid, ctx, lost);
  await ledger.close(ctx.requestId, 'unknown', message);
  throw lost;
}

/** Work that the provider had came to nothing here. */
export async function endPaid(paid: PaidWork, sent: PaidJob, error: unknown): Promise<void> {
  const { signal } = paid.ctx;
  if (signal.aborted) {
    // A worker that shuts down leaves the work to the next one; only the end of the pipeline ends it.
    if (signal.reason instanceof PipelineStopped) await stopAt(paid.provider, sent.job);
  } else await closePaid(paid, sent, error);
}

/** Told to the ledger, unless it may still be going on. */
async function closePaid({ ledger, provider }: PaidWork, paid: PaidJob, error: unknown): Promise<void> {
  if (!(error instanceof JobFailure)) return;
  const state = error.code === 'outcome_unknown' ? 'unknown' : 'failed';
  await ledger.close(paid.requestId, state, `${provider.id}: ${error.message}`);
}

const CANCEL_MS = 2_000;

/**
 * The pipeline was stopped: the provider is told, so that no more is spent. What that came to, and what is billed none
 * the less, is found out afterwards, see lost-requests.ts; the same where the provider can't be reached now.
 */
async function stopAt(provider: Provider, job: ProviderJob): Promise<void> {
  const done = new AbortController();
  const late = setTimeout(CANCEL_MS, undefined, { signal: done.signal }).catch(() => {});
  await Promise.race([provider.cancel(job).catch(() => {}), late]);
  done.abort();
}
