import { Catch, HttpException, HttpStatus, Injectable } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import type { ProblemDto } from './dto/index.js';
import { InvalidDefinitionError, PipelineFailure, failurePolicy } from '#pipeline';
import { isRedisUnavailable } from '#engine';
import { GatewayLog } from './log.js';

/** An error the caller can act on; `code` is stable. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Sent with the problem. */
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** A problem that was told before, told again. */
export class StoredProblem extends Error {
  override readonly name = 'StoredProblem';
  constructor(readonly problem: ProblemDto) {
    super(problem.detail);
  }
}

export const notFound = (what: string, id: string): ApiError =>
  new ApiError(HttpStatus.NOT_FOUND, 'not_found', `There is no ${what} "${id}".`);

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not authorised',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  412: 'Changed meanwhile',
  408: 'Request timeout',
  413: 'Too large',
  415: 'Unsupported type',
  416: 'Range not satisfiable',
  422: 'Invalid definition',
  423: 'Locked',
  429: 'Too many requests',
  503: 'Unavailable',
  507: 'Insufficient storage',
};

/** Every error leaves as an RFC 9457 problem document; what nobody expected is logged and told without details. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: GatewayLog) {}

  catch(error: unknown, host: ArgumentsHost): void {
    this.answer(error, host.switchToHttp().getResponse<Response>());
  }

  /** Also for what is not behind a controller. */
  answer(error: unknown, response: Response): void {
    const problem = this.problemOf(error);
    // That Redis is away is told once, not with each request.
    if (problem.status >= 500 && problem !== REDIS_UNAVAILABLE) this.log.error(error);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (error instanceof ApiError) response.set(error.headers);
    sendProblem(response, problem);
  }

  /** What the caller is told. */
  problemOf(error: unknown): ProblemDto {
    if (error instanceof InvalidDefinitionError) {
      const detail = `${error.problems.length} problem${error.problems.length === 1 ? '' : 's'}: ${error.message}`;
      return { ...problem(422, 'invalid_definition', detail), problems: error.problems };
    }
    if (error instanceof StoredProblem) return error.problem;
    if (error instanceof ApiError) return problem(error.status, error.code, error.message);
    if (error instanceof PipelineFailure)
      return problem(error.code === 'disk_full' ? 507 : 422, error.code, withHint(error));
    if (isRedisUnavailable(error)) return REDIS_UNAVAILABLE;
    if (error instanceof HttpException) return fromHttp(error);
    return problem(500, 'internal', 'Something went wrong here; the gateway’s log says what.');
  }
}

const withHint = ({ code, message }: PipelineFailure): string =>
  `${message.replace(/\.?$/, '.')} ${failurePolicy(code).hint}`;

export function sendProblem(response: Response, problem: ProblemDto): void {
  if (problem.status === 503 || problem.code === 'idempotency_in_progress') response.setHeader('Retry-After', '2');
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

function problem(status: number, code: string, detail: string): ProblemDto {
  return { type: `/problems/${code}`, title: TITLES[status] ?? 'Error', status, detail, code };
}

/** Repeating the request later is all that helps. */
export const REDIS_UNAVAILABLE = problem(
  503,
  'redis_unavailable',
  'Redis does not answer now, so nothing can be looked up or changed. Try again in a moment.',
);

const CODES: Record<number, string> = { 404: 'not_found', 413: 'too_large' };

/** The framework's own refusals: unknown paths, bodies that are too large or not JSON, and invalid fields (a list). */
function fromHttp(error: HttpException): ProblemDto {
  const status = error.getStatus();
  const body = error.getResponse();
  const message: unknown = typeof body === 'object' && 'message' in body ? body.message : error.message;
  if (Array.isArray(message)) return problem(status, 'bad_request', message.join('; '));
  if (status === 400) return problem(status, 'bad_syntax', `The request body is not valid JSON: ${error.message}`);
  return problem(status, CODES[status] ?? `http_${status}`, error.message);
}
