import { pipeline } from 'node:stream/promises';
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import {
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { ArtifactStore } from '#artifacts';
import { ProblemDto } from '../dto/index.js';
import { ApiError, notFound } from '../problem.filter.js';
import { STORE } from '../tokens.js';

const DIGEST = /^[0-9a-f]{64}$/;

@ApiTags('artifacts')
@ApiParam({ name: 'digest', description: 'SHA-256 of the bytes, lower-case hex.' })
@Controller('artifacts')
export class ArtifactsController {
  constructor(@Inject(STORE) private readonly store: ArtifactStore) {}

  @Get(':digest')
  @ApiOperation({ operationId: 'getArtifact', summary: 'The bytes; Range requests are honoured' })
  @ApiQuery({ name: 'download', required: false, description: 'A file name: the browser saves instead of showing.' })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiNotFoundResponse({ type: ProblemDto })
  async bytes(
    @Param('digest') digest: string,
    @Query('download') download: string | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const stat = DIGEST.test(digest) ? await this.store.stat(digest) : undefined;
    if (!stat) throw notFound('artifact', digest);
    const recipe = await this.store.getRecipe(digest);
    const mime = typeof recipe?.mime === 'string' ? recipe.mime : 'application/octet-stream';
    response.setHeader('Content-Type', mime);
    response.setHeader('Accept-Ranges', 'bytes');
    response.setHeader('ETag', `"${digest}"`);
    // The address is the content: it can be kept for ever.
    response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
    if (download) response.attachment(download);
    if (request.fresh) {
      response.status(304).end();
      return;
    }
    const range = request.headers.range === undefined ? undefined : byteRange(request, stat.bytes, response);
    if (range) {
      response.status(206).setHeader('Content-Range', `bytes ${range.start}-${range.end}/${stat.bytes}`);
    }
    response.setHeader('Content-Length', range ? range.end - range.start + 1 : stat.bytes);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    await pipeline(this.store.read(digest, range), response).catch((error: unknown) => {
      if (!response.destroyed && !response.headersSent) throw error; // a client that left is no failure
    });
  }

  @Get(':digest/recipe')
  @ApiOperation({ operationId: 'getRecipe', summary: 'How it was made' })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  @ApiNotFoundResponse({ type: ProblemDto })
  async recipe(@Param('digest') digest: string): Promise<Record<string, unknown>> {
    const recipe = DIGEST.test(digest) ? await this.store.getRecipe(digest) : undefined;
    if (!recipe) throw notFound('artifact', digest);
    return recipe;
  }
}

/** One range is served as such, several as the whole (RFC 9110 allows it). */
function byteRange(request: Request, size: number, response: Response): { start: number; end: number } | undefined {
  const ranges = request.range(size, { combine: true });
  if (ranges === undefined || ranges === -2) return undefined; // absent or malformed: the whole
  if (ranges === -1) {
    response.setHeader('Content-Range', `bytes */${size}`);
    throw new ApiError(416, 'range_not_satisfiable', `The artifact has ${size} bytes.`);
  }
  return ranges.type === 'bytes' && ranges.length === 1 ? ranges[0] : undefined;
}
