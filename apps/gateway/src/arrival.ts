import type { NextFunction, Request, Response } from 'express';

/** So long the body of a request may take. */
const BODY_MS = 300_000;
/** So long what is left of it is read past, once it is answered. */
const REST_MS = 30_000;

/** Node would give every request five minutes to arrive; files may need longer, and have a pace to keep instead. */
export function arriveInTime(request: Request, response: Response, next: NextFunction): void {
  const cut = () => void (request.complete || request.destroy());
  const files = request.path.startsWith('/uploads') || request.path.startsWith('/artifacts');
  const timer = files ? undefined : setTimeout(cut, BODY_MS);
  response.once('close', () => {
    clearTimeout(timer);
    if (!request.complete) setTimeout(cut, REST_MS).unref();
  });
  next();
}
