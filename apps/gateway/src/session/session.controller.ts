import { Controller, Delete, HttpCode, Put, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CookieOptions, Request, Response } from 'express';
import { NeedsNoRedis } from '../redis.interceptor.js';
import { KEY_COOKIE, presentedKey } from '../security/access.js';
import { Needs } from '../security/needs.js';

const MAX_AGE_MS = 30 * 86_400_000;

/** The key of a person at a page: kept by the browser, out of reach of scripts and of other sites. */
@ApiTags('keys')
@Controller('session')
@Needs('read')
@NeedsNoRedis()
export class SessionController {
  @Put()
  @HttpCode(204)
  @ApiOperation({ operationId: 'openSession', summary: 'Have this browser keep the key that this request presents' })
  @ApiNoContentResponse()
  open(@Req() request: Request, @Res({ passthrough: true }) response: Response): void {
    const key = presentedKey(request);
    if (key !== '') response.cookie(KEY_COOKIE, key, { ...options(request), maxAge: MAX_AGE_MS });
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ operationId: 'closeSession', summary: 'Have this browser forget the key' })
  @ApiNoContentResponse()
  close(@Req() request: Request, @Res({ passthrough: true }) response: Response): void {
    response.clearCookie(KEY_COOKIE, options(request));
  }
}

function options(request: Request): CookieOptions {
  const secure = request.secure || request.headers['x-forwarded-proto'] === 'https';
  return { httpOnly: true, sameSite: 'strict', path: '/', secure };
}
