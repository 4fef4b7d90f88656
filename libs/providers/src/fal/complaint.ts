import type { FailureCode } from '#pipeline';
import type { Complaint } from '../http/failures.js';

interface Detail {
  loc?: unknown[];
  msg?: string;
  type?: string;
}

/** fal's own names for what went wrong. */
const BY_TYPE: Record<string, FailureCode> = {
  content_policy_violation: 'moderated',
  file_download_error: 'invalid_input',
  image_too_large: 'invalid_input',
  image_too_small: 'invalid_input',
  request_timeout: 'timeout',
  startup_timeout: 'timeout',
  runner_scheduling_failure: 'provider_unavailable',
  runner_disconnected: 'provider_unavailable',
  runner_connection_timeout: 'provider_unavailable',
  runner_connection_refused: 'provider_unavailable',
  runner_connection_error: 'provider_unavailable',
};

/** Reads both forms: a model's `detail` is a list of problems with fields, the platform's is a sentence with a type. */
export function falComplaint(body: unknown, status: number, headers: Record<string, string>): Complaint {
  const { detail, error, error_type } = (typeof body === 'object' && body !== null ? body : {}) as Record<
    string,
    unknown
  >;
  const details = (Array.isArray(detail) ? detail : []) as Detail[];
  const plain = [detail, error].find((text) => typeof text === 'string' && text !== '') as string | undefined;
  const message = details.map(sentence).join('; ') || plain || '';
  const types = [...details.map(({ type }) => type), error_type, headers['x-fal-error-type']];
  const code = types.map((type) => BY_TYPE[String(type)]).find(Boolean);
  // An account without credit is locked, which fal tells with the status of a bad key.
  const locked = status === 403 && /exhausted balance|locked/i.test(message);
  return { message, ...(code ? { code } : locked && { code: 'quota_exceeded' }) };
}

function sentence({ loc, msg }: Detail): string {
  const field = loc?.filter((part) => part !== 'body').join('.');
  return field ? `${field}: ${msg ?? ''}` : (msg ?? '');
}
