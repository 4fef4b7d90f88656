import type { IncomingMessage } from 'node:http';
import { Injectable, SetMetadata, createParamDecorator } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { defer, lastValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import { Engine } from '#engine';
import type { SubmitOptions } from '#engine';
import { canonicalJson } from '#providers';
import type { ProblemDto } from './dto/index.js';
import { GatewayLog } from './log.js';
import { ApiError, ProblemFilter, StoredProblem } from './problem.filter.js';
import { ownerOf } from './security/caller.js';

const LONGEST_KEY = 255;
/** What is kept of an answer. */
type Kept = (result: unknown) => unknown;

interface Identified {
  newPipelineId?: string;
}

/** What the pipeline that a request makes begins with; with the id, repeating the request makes no second one. */
export type Origin = Pick<SubmitOptions, 'id'> & { owner: string };

export const NewPipeline = createParamDecorator((_data: unknown, context: ExecutionContext): Origin => {
  const request = context.switchToHttp().getRequest<IncomingMessage & Identified>();
  const { newPipelineId: id } = request;
  return { owner: ownerOf(request), ...(id !== undefined && { id }) };
});

const KEPT_WITHOUT = 'kept without';

/** What is told once is left out of the answer that is kept for repetitions. */
export const KeptWithout = (field: string) => SetMetadata(KEPT_WITHOUT, field);

const REPEATABLE = 'repeatable';

/** For what changes nothing and answers with a stream, which is sent again rather than kept. */
export const Repeatable = () => SetMetadata(REPEATABLE, true);

/** A POST with an `Idempotency-Key` is done once: a repetition gets the answer of the first. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly engine: Engine,
    private readonly problems: ProblemFilter,
    private readonly log: GatewayLog,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request & Identified>();
    const key = request.header('idempotency-key');
    if (request.method !== 'POST' || key === undefined) return next.handle();
    if (this.reflector.get<boolean | undefined>(REPEATABLE, context.getHandler())) return next.handle();
    const secret = this.reflector.get<string | undefined>(KEPT_WITHOUT, context.getHandler());
    const kept = (result: unknown) => (secret === undefined ? result : { ...(result as object), [secret]: undefined });
    return defer(() => this.#once(key, kept, request, http.getResponse<Response>(), next));
  }

  async #once(key: string, kept: Kept, request: Request & Identified, response: Response, next: CallHandler<unknown>) {
    if (key.length === 0 || key.length > LONGEST_KEY)
      throw new ApiError(400, 'bad_idempotency_key', `Idempotency-Key has 1 to ${LONGEST_KEY} characters.`);
    const content = `${request.originalUrl}\n${canonicalJson(request.body ?? null)}`;
    const begun = await this.engine.requests.begin(ownerOf(request), key, content);
    switch (begun.verdict) {
      case 'mismatch':
        throw new ApiError(
          422,
          'idempotency_mismatch',
          'This Idempotency-Key was used for another request; use a new one.',
        );
      case 'running':
        throw new ApiError(
          409,
          'idempotency_in_progress',
          'A request with this Idempotency-Key is being done; repeat it in a moment.',
        );
      case 'stored':
        response.setHeader('Idempotency-Replayed', 'true');
        return replayed(begun.answer.status, JSON.parse(begun.answer.body), response);
      case 'new':
        request.newPipelineId = begun.id;
        return this.#first(begun.end, kept, response, next);
    }
  }

  async #first(
    end: (answer?: { status: number; body: string }) => Promise<void>,
    kept: Kept,
    response: Response,
    next: CallHandler<unknown>,
  ): Promise<unknown> {
    // What was done is told, also where it could not be kept.
    const settle = (answer?: { status: number; body: string }) => end(answer).catch((error) => this.log.warn(error));
    try {
      const result = await lastValueFrom(next.handle(), { defaultValue: undefined });
      await settle({ status: response.statusCode, body: JSON.stringify(kept(result) ?? null) });
      return result;
    } catch (error) {
      const problem = this.problems.problemOf(error);
      const passing = problem.status >= 500 || problem.status === 429;
      await settle(passing ? undefined : { status: problem.status, body: JSON.stringify(problem) });
      throw error;
    }
  }
}

function replayed(status: number, body: unknown, response: Response): unknown {
  if (status >= 400) throw new StoredProblem(body as ProblemDto);
  response.status(status);
  return body ?? undefined;
}
