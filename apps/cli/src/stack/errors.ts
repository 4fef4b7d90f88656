export type StackErrorCode =
  | 'redis_missing'
  | 'ffmpeg_missing'
  | 'port_taken'
  | 'port_denied'
  | 'home_unwritable'
  | 'redis_refused'
  | 'redis_failed'
  | 'redis_busy'
  | 'service_failed'
  | 'stack_busy';

/** The stack can't be brought up or kept up; says where and what to do about it. */
export class StackError extends Error {
  override readonly name = 'StackError';
  constructor(
    /** Stable, for scripts. */
    readonly code: StackErrorCode,
    message: string,
    /** What it is about: a folder, an address, a service. */
    readonly place: string,
    /** One sentence: what the user can do. */
    readonly fix: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The code of a failed system call, whatever realm the error is from. */
export function systemCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
