import type { IncomingMessage } from 'node:http';
import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Scope } from '#access';

/** Who asks, once it is known. */
export interface Caller {
  /** Whose the pipelines, the budget and the repeated requests are: the id of a key, or that of the operator. */
  owner: string;
  scopes: readonly Scope[];
  /** Milliseconds; absent for never. */
  expiresAt?: number;
}

/** Who has the key of the configuration, or sits at the machine where none is asked for. */
export const OPERATOR: Caller = { owner: 'default', scopes: ['admin'] };

const callers = new WeakMap<IncomingMessage, Caller>();

export const setCaller = (request: IncomingMessage, caller: Caller): void => void callers.set(request, caller);

/** Undefined where a request was let through without anybody's key. */
export const callerOf = (request: IncomingMessage): Caller | undefined => callers.get(request);

/** Whose what this request makes will be. */
export const Owner = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  ownerOf(context.switchToHttp().getRequest<IncomingMessage>()),
);

export const ownerOf = (request: IncomingMessage): string => (callerOf(request) ?? OPERATOR).owner;
