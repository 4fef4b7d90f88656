/** Why a media tool did not deliver. */
export type MediaErrorCode = 'tool_missing' | 'failed' | 'cancelled' | 'disk_full';

/** The one error this library throws; `stderrTail` is the end of what the tool said, empty when it said nothing. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  constructor(
    readonly code: MediaErrorCode,
    message: string,
    readonly stderrTail = '',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The last lines a tool wrote, short enough for a log line and a message. */
export function tailOf(text: string, maxChars = 2000): string {
  const trimmed = text.trim();
  return trimmed.length <= maxChars ? trimmed : `…${trimmed.slice(-maxChars)}`;
}

/** Turns a tool's bad ending into the error that says what to do about it. */
export function errorFromExit(
  tool: string,
  exit: { code: number | null; signal: string | null },
  stderr: string,
): MediaError {
  const tail = tailOf(stderr);
  if (/no space left on device|disk quota exceeded/i.test(stderr)) {
    return new MediaError('disk_full', `${tool} could not write its output: the disk is full.`, tail);
  }
  const ending = exit.signal ? `was stopped by ${exit.signal}` : `ended with code ${exit.code}`;
  const lastLine = tail.split('\n').at(-1) ?? '';
  return new MediaError('failed', `${tool} ${ending}${lastLine ? `: ${lastLine}` : ''}`, tail);
}
