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

export interface PaidWork {
  ledger: Ledger;
  task: Task;
  provider: Provider;
  work: Work;
  ctx: WorkContext;
  actionKey: string;
  /** Nothing can be owed for it. */
  free?: boolean;
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
  const { ledger, task, provider, work, ctx, actionKey } = paid;
  const price = paid.free ? { estimate: 0, free: true } : { estimate: provider.quote?.(work) };
  const intent = { provider: provider.id, model: work.model, ...price };
  const request = await task.intend(actionKey, intent);
  const own = { ...ctx, requestId: request.requestId };
  const job = request.state === 'new' ? await submit(paid, own) : await recover(paid, own, request);
  await ledger.submitted(request.requestId, JSON.stringify(job));
  return { requestId: request.requestId, job };
}

async function submit({ ledger, provider, work }: PaidWork, ctx: WorkContext): Promise<ProviderJob> {
  try {
    return await provider.submit(work, ctx);
  } catch (error) {
    // Stopped before anything was sent, or refused. Any other error is a fault of ours, and leaves the intent open.
    if (error instanceof CancelledError) await ledger.close(ctx.requestId, 'rejected', 'stopped before it was sent', 0);
    else if (error instanceof PipelineFailure) {
      const unknown = error.code === 'outcome_unknown';
      await ledger.close(ctx.requestId, unknown ? 'unknown' : 'rejected', error.message, unknown ? undefined : 0);
    }
    throw error;
  }
}

async function recover(paid: PaidWork, ctx: WorkContext, { state, job }: OpenRequest): Promise<ProviderJob> {
  if (job !== undefined) return JSON.parse(job) as ProviderJob;
  const { ledger, provider, work, task } = paid;
  const found = state === 'unknown' ? 'unknown' : ((await provider.find?.(ctx.requestId, work, ctx)) ?? 'unknown');
  if (found === 'absent') return submit(paid, ctx);
  if (found !== 'unknown') return found;
  const message = `${task.id}: a request to "${provider.id}" was sent and its answer was lost (request ${ctx.requestId})`;
  await ledger.close(ctx.requestId, 'unknown', message);
  throw new PipelineFailure('outcome_unknown', message);
}

/** Work that the provider had came to nothing here. */
export async function endPaid(paid: PaidWork, sent: PaidJob, error: unknown): Promise<void> {
  const { signal } = paid.ctx;
  if (signal.aborted) {
    // A worker that shuts down leaves the work to the next one; only the end of the pipeline ends it.
    if (signal.reason instanceof PipelineStopped) await cancelPaid(paid, sent);
  } else await closePaid(paid, sent, error);
}

/** Told to the ledger, unless it may still be going on. */
async function closePaid({ ledger, provider }: PaidWork, paid: PaidJob, error: unknown): Promise<void> {
  if (!(error instanceof JobFailure)) return;
  const state = error.code === 'outcome_unknown' ? 'unknown' : 'failed';
  await ledger.close(paid.requestId, state, `${provider.id}: ${error.message}`);
}

const CANCEL_MS = 2_000;

/** The pipeline was stopped: the provider is told, so that no more is spent; if it can't be reached, that stays open. */
async function cancelPaid({ ledger, provider }: PaidWork, { requestId, job }: PaidJob): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), CANCEL_MS)));
  const done = provider.cancel(job).then(
    () => true,
    () => false,
  );
  const cancelled = await Promise.race([done, late]);
  clearTimeout(timer);
  if (cancelled) await ledger.close(requestId, 'cancelled', 'the pipeline was stopped');
}
