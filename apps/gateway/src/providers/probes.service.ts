import { Injectable } from '@nestjs/common';
import { PipelineFailure, failurePolicy } from '#pipeline';
import { KNOWN_PROVIDERS, Providers } from '#providers';
import type { ProbeDto } from '../dto/index.js';
import { ApiError, notFound } from '../problem.filter.js';

/** So long a provider has to answer. */
const ANSWER_MS = 10_000;
/** Who asks sooner is told what was found before: nobody can have the gateway bother a provider. */
const AGAIN_MS = 3_000;

type Finding = Pick<ProbeDto, 'ok' | 'code' | 'detail' | 'hint'>;

/** Tries the connections to providers, with questions that cost nothing. */
@Injectable()
export class ProbesService {
  readonly #latest = new Map<string, { until: number; probe: Promise<ProbeDto> }>();

  constructor(private readonly providers: Providers) {}

  /** Several at once are one. Throws ApiError for a provider there is not, or that is not set up. */
  test(id: string, answerMs = ANSWER_MS): Promise<ProbeDto> {
    const latest = this.#latest.get(id);
    if (latest && Date.now() < latest.until) return latest.probe;
    const probe = this.#probe(id, answerMs);
    const entry = { until: Infinity, probe };
    this.#latest.set(id, entry);
    const settle = () => (entry.until = Date.now() + AGAIN_MS);
    void probe.then(settle, () => this.#latest.delete(id));
    return probe;
  }

  async #probe(id: string, answerMs: number): Promise<ProbeDto> {
    const provider = this.providers.get(id);
    if (!provider) throw missing(id);
    const began = performance.now();
    const checkedAt = new Date().toISOString();
    const finding: Finding = provider.probe
      ? await found(provider.probe(AbortSignal.timeout(answerMs)), answerMs)
      : { ok: false, code: 'no_free_check', detail: 'It has no question that costs nothing, so it was not asked.' };
    const latencyMs = Math.round(performance.now() - began);
    return { provider: id, ...finding, latency_ms: latencyMs, checked_at: checkedAt };
  }
}

function missing(id: string): ApiError {
  const known = KNOWN_PROVIDERS.find((one) => one.id === id);
  if (!known) return notFound('provider', id);
  return new ApiError(409, 'provider_not_set_up', `${known.title} is not set up. ${known.setUp ?? ''}`.trim());
}

async function found(answer: Promise<string>, answerMs: number): Promise<Finding> {
  try {
    return { ok: true, detail: await answer };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError')
      return { ok: false, code: 'timeout', detail: `It did not answer within ${answerMs / 1000} s.`, hint: AWAY };
    if (!(error instanceof PipelineFailure)) throw error;
    const { code, message } = error;
    const hint = code === 'unauthorised' ? failurePolicy(code).hint : AWAY;
    return { ok: false, code, detail: message.replace(/\.?$/, '.'), hint };
  }
}

const AWAY = 'Check that it is running and can be reached from here.';
