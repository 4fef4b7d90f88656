import { join } from 'node:path';
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { isDigest } from '#artifacts';
import type { ArtifactStore } from '#artifacts';
import type { Config } from '#config';
import { Thumbnails, ThumbnailsBusy } from '#library';
import { ProblemDto, ThumbnailDto } from '../dto/index.js';
import { ApiError, notFound } from '../problem.filter.js';
import { NeedsNoRedis } from '../redis.interceptor.js';
import { Needs } from '../security/needs.js';
import { CONFIG, STORE } from '../tokens.js';

@ApiTags('artifacts')
@Controller('artifacts')
@Needs('read')
@NeedsNoRedis()
export class ThumbnailsController {
  readonly #thumbnails: Thumbnails;

  constructor(@Inject(STORE) store: ArtifactStore, @Inject(CONFIG) config: Config) {
    this.#thumbnails = new Thumbnails(store, join(config.home, 'tmp', 'thumbnails'));
  }

  @Get(':digest/thumbnail')
  @ApiOperation({
    operationId: 'getThumbnail',
    summary: 'A small picture of it: a picture itself, a frame of a video, the wave of a sound',
  })
  @ApiParam({ name: 'digest', description: 'SHA-256 of the bytes, lower-case hex.' })
  @ApiProduces('image/webp', 'image/jpeg')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiBadRequestResponse({ type: ProblemDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'It is nothing that can be shown, or damaged.' })
  @ApiServiceUnavailableResponse({ type: ProblemDto, description: 'Too many are being made; ask again.' })
  async thumbnail(
    @Param('digest') digest: string,
    @Query() { size, format }: ThumbnailDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const bytes = isDigest(digest) ? await this.#of(digest, size, format) : undefined;
    if (!bytes) throw notFound('artifact', digest);
    response.type(`image/${format}`).setHeader('ETag', `"${digest}-${size}.${format}"`);
    response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
    if (request.fresh) response.status(304).end();
    else response.send(bytes);
  }

  async #of(digest: string, size: ThumbnailDto['size'], format: ThumbnailDto['format']) {
    try {
      return await this.#thumbnails.of(digest, size, format);
    } catch (error) {
      if (error instanceof ThumbnailsBusy) throw new ApiError(503, 'busy', `${error.message} Ask again in a moment.`);
      throw error;
    }
  }
}
