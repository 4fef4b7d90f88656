import type { NextFunction, Request, Response } from 'express';

/** So long the body of a request may take. */
const BODY_MS = 300_000;

/** Node would give every request five minutes to arrive; files may need longer, and have a pace to keep instead. */
export function arriveInTime(request: Request, response: Response, next: NextFunction): void {
  if (!request.path.startsWith('/uploads') && !request.path.startsWith('/artifacts')) {
    const timer = setTimeout(() => !request.complete && request.destroy(), BODY_MS);
    response.once('close', () => clearTimeout(timer));
  }
  next();
}
