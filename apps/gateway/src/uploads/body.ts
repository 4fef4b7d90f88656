import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { PipelineFailure } from '#pipeline';
import { ApiError } from '../problem.filter.js';

/** Less than this in the time that is allowed is a drip that holds a connection, not a slow network. */
const MIN_BYTES = 16_000;
const DRAIN_MS = 2_000;

/**
 * The body of a request as a stream that fails with `upload_too_slow`, `upload_incomplete` or `disk_full`, and leaves
 * the connection open for the answer.
 */
export function guardedBody(request: Readable & { complete: boolean }, idleMs: number, room: number): Transform {
  let bytes = 0;
  let lately = 0;
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      lately += chunk.length;
      if (bytes > room) done(new PipelineFailure('disk_full', 'there is no room for what is uploaded'));
      else done(null, chunk);
    },
  });
  const watch = setInterval(() => {
    // While what came is still being written here, the other side has to wait.
    const waiting = body.readableLength > 0 || body.writableNeedDrain;
    if (!waiting && lately < MIN_BYTES && !request.complete) body.destroy(tooSlow(idleMs));
    lately = 0;
  }, idleMs);
  const broken = () => {
    // Also where all of it had come, and was lost with the connection before it was read.
    if (!request.readableEnded) body.destroy(incomplete());
  };
  if (request.destroyed) queueMicrotask(broken);
  request.once('close', broken).once('error', broken);
  body.once('close', () => {
    clearInterval(watch);
    request.off('close', broken);
    request.unpipe(body);
  });
  return request.pipe(body);
}

const tooSlow = (idleMs: number) =>
  new ApiError(
    408,
    'upload_too_slow',
    `Less than ${MIN_BYTES} bytes came in ${idleMs / 1000} s, so the upload was given up.`,
  );

const incomplete = () => new ApiError(400, 'upload_incomplete', 'The connection ended before the upload was whole.');

/** Reads what is still coming, for a moment: a client that is busy sending does not hear the answer. */
export async function drained(request: Readable & { complete: boolean }): Promise<void> {
  if (request.complete || request.destroyed) return;
  request.resume();
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, DRAIN_MS);
    const over = () => {
      clearTimeout(timer);
      resolve();
    };
    request.once('close', over).once('end', over);
  });
}
