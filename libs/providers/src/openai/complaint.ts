import type { Complaint } from '../http/failures.js';

/** Reads `{error: {message, type, code}}`; compatible servers leave parts of it out, or send only a sentence. */
export function openAiComplaint(body: unknown): Complaint {
  const { error } = (typeof body === 'object' && body !== null ? body : {}) as { error?: unknown };
  if (typeof error === 'string') return { message: error };
  const { message, type, code } = (error ?? {}) as Record<string, unknown>;
  const words = typeof message === 'string' ? message : '';
  if ([type, code].includes('insufficient_quota')) return { message: words, code: 'quota_exceeded' };
  if (['moderation_blocked', 'content_policy_violation', 'content_filter'].includes(String(code)))
    return { message: words, code: 'moderated' };
  if (code === 'model_not_found') return { message: words, code };
  return { message: words };
}
