import { MediaError, type MediaErrorCode } from '#media';
import { CancelledError, PipelineFailure, type FailureCode } from '#pipeline';

const FAILURES: Record<Exclude<MediaErrorCode, 'cancelled'>, FailureCode> = {
  tool_missing: 'tool_missing',
  disk_full: 'disk_full',
  failed: 'media_failed',
};

/**
 * Gives what the media tools throw the names the engine knows; anything else passes unchanged.
 * @param doing what was going on, put before the message
 */
export function asPipelineError(error: unknown, doing: string): unknown {
  if (!(error instanceof MediaError)) return error;
  if (error.code === 'cancelled') return new CancelledError(`${doing} was cancelled.`, { cause: error });
  const details = error.stderrTail ? { stderr: error.stderrTail } : undefined;
  return new PipelineFailure(FAILURES[error.code], `${doing} failed: ${error.message}`, details, { cause: error });
}
