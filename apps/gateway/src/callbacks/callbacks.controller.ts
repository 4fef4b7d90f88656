import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import {
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Request } from 'express';
import { Engine } from '#engine';
import { Providers } from '#providers';
import { ProblemDto } from '../dto/index.js';
import { ApiError, notFound } from '../problem.filter.js';
import { NeedsNoKey } from '../security/needs.js';

export const CALLBACK_PATH = '/callbacks';

/** Where providers tell of the work they have. Their own word for a request is all that is taken from it. */
@ApiTags('callbacks')
@Controller('callbacks')
@NeedsNoKey()
export class CallbacksController {
  constructor(
    private readonly engine: Engine,
    private readonly providers: Providers,
  ) {}

  @Post(':provider/:request_id')
  @HttpCode(204)
  @ApiOperation({ operationId: 'tellOfRequest', summary: 'For providers: a signed webhook about a paid request' })
  @ApiNoContentResponse()
  @ApiForbiddenResponse({ type: ProblemDto, description: 'The signature does not hold.' })
  @ApiNotFoundResponse({ type: ProblemDto })
  async tell(
    @Param('provider') name: string,
    @Param('request_id') requestId: string,
    @Req() request: Request,
  ): Promise<void> {
    const provider = this.providers.get(name);
    if (!provider?.told) throw notFound('provider that tells of its work', name);
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const headers = request.headers as Record<string, string | undefined>;
    const id = await provider.told(headers, body);
    if (id === undefined) throw new ApiError(403, 'bad_signature', `This was not signed by ${name}, or is too old.`);
    // Sent again and again until it is answered well, so whatever is known already is well.
    if ((await this.engine.ledger.heard(requestId, id)) === undefined) throw notFound('paid request', requestId);
  }
}
