import { retryAfterMs } from '#net';
import type { TransportError } from '#net';
import { PipelineFailure } from '#pipeline';
import type { FailureCode } from '#pipeline';

/** What a provider says when it refuses or fails, read from its own way of saying it. */
export interface Complaint {
  /** The provider's words. */
  message: string;
  /** Where its own codes say more than the status does. */
  code?: FailureCode;
}

const BY_STATUS: Record<number, FailureCode> = {
  400: 'invalid_input',
  401: 'unauthorised',
  402: 'quota_exceeded',
  403: 'unauthorised',
  404: 'model_not_found',
  408: 'timeout',
  413: 'invalid_input',
  415: 'invalid_input',
  422: 'invalid_input',
  425: 'provider_unavailable',
  429: 'rate_limited',
  504: 'timeout',
};

/** The failure an HTTP status stands for; any other 4xx is a fault of the request, and of this program. */
export function codeOfStatus(status: number): FailureCode {
  return BY_STATUS[status] ?? (status >= 500 || status === 409 ? 'provider_unavailable' : 'bad_answer');
}

/** A gateway gave up waiting: what is behind it may still be working, and billing. */
const LEAVES_IT_OPEN = [408, 502, 504];

/**
 * What a refusal means. `paid` is for requests that cost money: where it may have been accepted none the less, the
 * outcome is unknown.
 */
export function refusalOf(
  status: number,
  headers: Record<string, string>,
  complaint: Complaint,
  doing: string,
  paid: boolean,
): PipelineFailure {
  const open = paid && LEAVES_IT_OPEN.includes(status) && complaint.code === undefined;
  const code = open ? 'outcome_unknown' : (complaint.code ?? codeOfStatus(status));
  const wait = code === 'rate_limited' || code === 'provider_unavailable' ? retryAfterMs(headers) : undefined;
  const said = complaint.message ? `: ${complaint.message}` : '';
  return new PipelineFailure(
    code,
    `${doing} was answered ${status}${said}`,
    { status },
    wait === undefined ? {} : { retryAfterMs: wait },
  );
}

const BY_REASON = {
  network: 'network',
  timeout: 'timeout',
  refused_address: 'bad_answer',
  too_large: 'bad_answer',
  truncated: 'network',
} as const satisfies Record<TransportError['reason'], FailureCode>;

export function transportFailure(error: TransportError, doing: string, paid: boolean): PipelineFailure {
  const open = paid && error.mayHaveArrived;
  const message = open
    ? `${doing}: the answer was lost (${error.message}); it may have been accepted and billed`
    : `${doing} failed: ${error.message}`;
  return new PipelineFailure(open ? 'outcome_unknown' : BY_REASON[error.reason], message);
}
