import type { Ledger, LostRequest } from '#engine';
import type { ArtifactRef } from '#pipeline';
import { PipelineFailure } from '#pipeline';
import { JobFailure } from '#providers';
import type { Provider, ProviderJob, Providers, Work, WorkContext } from '#providers';
import type { Scratch } from './scratch.js';

/** How many are looked after in one round, for how long each, and how soon again. */
const BATCH = 20;
const LOOK_MS = 20_000;
const AGAIN_MS = 10_000;
/** A request without an answer may still be on its way for so long. */
const UNSENT_MS = 60_000;
/** Nobody remembers what ended so long ago. */
const GIVE_UP_MS = 24 * 3_600_000;

export interface LostRequestsOptions {
  ledger: Ledger;
  providers: Providers;
  scratch: Scratch;
  againMs?: number;
}

/**
 * Looks after paid requests nobody is at any more, because their pipeline was stopped, failed or was removed: stops them
 * where that still saves money, and finds out what is billed. What was made none the less stays open with its price, for
 * a resume to take over.
 */
export async function settleLost(options: LostRequestsOptions, signal: AbortSignal): Promise<void> {
  const lost = await options.ledger.lost(BATCH, options.againMs ?? AGAIN_MS);
  await Promise.all(lost.map((request) => settleOne(options, request, signal)));
}

async function settleOne(options: LostRequestsOptions, request: LostRequest, signal: AbortSignal): Promise<void> {
  const { ledger, providers, scratch } = options;
  const { requestId } = request;
  const age = Date.now() - request.at;
  const provider = providers.get(request.provider);
  if (!provider || age > GIVE_UP_MS) {
    const why = provider ? 'it could not be found out in a day' : `there is no provider "${request.provider}" any more`;
    await ledger.close(requestId, 'unknown', `what became of it is not known: ${why}`);
    return;
  }
  const workDir = await scratch.take(`lost-${requestId}`);
  const ctx: WorkContext = {
    ...{ workDir, requestId, open: notHere },
    signal: AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]),
  };
  try {
    const job = await handleOf(provider, request, ctx);
    if (typeof job === 'object') await settleJob(ledger, provider, requestId, job, ctx);
    else if (job === 'absent') await ledger.close(requestId, 'rejected', 'it never reached the provider', 0);
    else if (age > UNSENT_MS)
      await ledger.close(requestId, 'unknown', 'its answer was lost, and the provider cannot tell');
  } catch (error) {
    // Not to be found out now: another round comes.
    if (!(error instanceof PipelineFailure) && !ctx.signal.aborted) throw error;
  } finally {
    await scratch.release(workDir);
  }
}

async function handleOf(
  provider: Provider,
  { requestId, job, heard, work }: LostRequest,
  ctx: WorkContext,
): Promise<ProviderJob | 'absent' | 'unknown'> {
  if (job !== undefined) return JSON.parse(job) as ProviderJob;
  if (work === undefined) return 'unknown';
  const asked = JSON.parse(work) as Work;
  if (heard !== undefined && provider.adopt) return provider.adopt(heard, asked);
  return (await provider.find?.(requestId, asked, ctx)) ?? 'unknown';
}

/** Stopped where it can be, and what it cost where it could not. */
async function settleJob(
  ledger: Ledger,
  provider: Provider,
  requestId: string,
  job: ProviderJob,
  ctx: WorkContext,
): Promise<void> {
  await ledger.submitted(requestId, JSON.stringify(job));
  await provider.cancel(job);
  try {
    for await (const event of provider.attach(job, ctx)) {
      if (event.type === 'cost') await ledger.billed(requestId, event.microDollars);
      // What it costs is all there is to know; the bytes are left where they are.
      if (event.type === 'cost' || event.type === 'output') break;
    }
  } catch (error) {
    if (!(error instanceof JobFailure)) throw error;
    const state = error.code === 'outcome_unknown' ? 'unknown' : 'cancelled';
    await ledger.close(requestId, state, `${provider.id}: ${error.message}`);
    return;
  }
  await ledger.unclaimed(requestId, 'made, and not used: a resume of the pipeline takes it without paying');
}

function notHere(ref: ArtifactRef): Promise<never> {
  return Promise.reject(new Error(`${ref.digest} is not needed to ask what became of a request`));
}
