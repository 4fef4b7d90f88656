import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Reflector } from '@nestjs/core';
import type { Scope } from '#access';

const NEEDED = 'needed scope';
const NOBODY_ASKED = 'none';

/** What a key must be allowed to call this; of a handler rather than of its class. */
export const Needs = (scope: Scope) => applyDecorators(SetMetadata(NEEDED, scope), ApiExtension('x-scope', scope));

/** For what answers to anybody, because it tells nothing or judges the caller itself. */
export const NeedsNoKey = () => applyDecorators(SetMetadata(NEEDED, NOBODY_ASKED), ApiExtension('x-scope', 'none'));

type Declared = Parameters<Reflector['getAllAndOverride']>[1];

/** Undefined for what answers to anybody. Who forgot to say what is needed has said `admin`. */
export function neededBy(reflector: Reflector, of: Declared): Scope | undefined {
  const declared = declaredBy(reflector, of);
  return declared === NOBODY_ASKED ? undefined : (declared ?? 'admin');
}

/** What is written there, if anything. */
export const declaredBy = (reflector: Reflector, of: Declared): Scope | typeof NOBODY_ASKED | undefined =>
  reflector.getAllAndOverride<Scope | typeof NOBODY_ASKED | undefined>(NEEDED, of);
