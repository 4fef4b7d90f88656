import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Scope } from '#access';
import type { Config } from '#config';
import { BOARD_PATH } from '../board/board.js';
import { ApiError, ProblemFilter } from '../problem.filter.js';
import type { Doorkeeper } from './access.js';
import { asksForHealth, demand, isCallback } from './access.js';
import { callerOf, setCaller } from './caller.js';
import { neededBy } from './needs.js';

export const DOCUMENTS_PATH = '/docs';

/** The door of HTTP: who is not let in is not read either, so it stands before the body and before every route. */
export function gatekeeper(config: Config, doorkeeper: Doorkeeper, problems: ProblemFilter): RequestHandler {
  return async (request: Request, response: Response, next: NextFunction) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    try {
      const { caller, headers } = await doorkeeper.admit(request);
      setCaller(request, caller);
      response.set(headers);
    } catch (error) {
      if (goesOn(config, request, error)) return next();
      problems.answer(asksBrowser(request, error), response);
      return;
    }
    next();
  };
}

/** Without a caller: what asks for one is refused by its route. */
function goesOn(config: Config, request: Request, error: unknown): boolean {
  const forbidden = error instanceof ApiError && error.status === 403;
  return isCallback(config, request) || (asksForHealth(request) && !forbidden);
}

/** Where people look, a browser asks for a user and a password: any user, and the key as password. */
function asksBrowser({ path }: Request, error: unknown): unknown {
  const forPeople = path.startsWith(BOARD_PATH) || path.startsWith(DOCUMENTS_PATH);
  if (!forPeople || !(error instanceof ApiError) || error.status !== 401) return error;
  return new ApiError(401, error.code, error.message, { 'WWW-Authenticate': 'Basic realm="Reelwright"' });
}

/** For what is no route of a controller. */
export function needsScope(scope: Scope, problems: ProblemFilter): RequestHandler {
  return (request, response, next) => {
    try {
      demand(callerOf(request), scope);
    } catch (error) {
      return problems.answer(error, response);
    }
    next();
  };
}

/** Holds every route to what it says it needs. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const needed = neededBy(this.reflector, [context.getHandler(), context.getClass()]);
    if (needed) demand(callerOf(context.switchToHttp().getRequest<IncomingMessage>()), needed);
    return true;
  }
}
