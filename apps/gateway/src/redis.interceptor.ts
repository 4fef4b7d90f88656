import { Injectable, SetMetadata } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { defer, lastValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import { Engine } from '#engine';

const NEEDS_NO_REDIS = 'needs no Redis';

/** For controllers and handlers that answer from elsewhere, also while Redis is away. */
export const NeedsNoRedis = () => SetMetadata(NEEDS_NO_REDIS, true);

/** Requests are refused at once while Redis is away, also those that were under way when it went. */
@Injectable()
export class RedisInterceptor implements NestInterceptor {
  constructor(
    private readonly engine: Engine,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const free = this.reflector.getAllAndOverride<boolean | undefined>(NEEDS_NO_REDIS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (free) return next.handle();
    return defer(() => this.engine.link.guard(() => lastValueFrom(next.handle(), { defaultValue: undefined })));
  }
}
