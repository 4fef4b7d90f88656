import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, HttpCode, Inject, Param, Put, Query, Req, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBody,
  ApiConsumes,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiRequestTimeoutResponse,
  ApiResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { ArtifactStore, ByteRange, StoredFacts } from '#artifacts';
import type { Config } from '#config';
import { ArtifactQueryDto, ProblemDto } from '../dto/index.js';
import { ApiError, notFound } from '../problem.filter.js';
import { NeedsNoRedis } from '../redis.interceptor.js';
import { Space } from '../space.js';
import { CONFIG, STORE } from '../tokens.js';
import { Needs } from '../security/needs.js';
import { drained, guardedBody } from '../uploads/body.js';
import { Embedding } from './embedding.js';

const DIGEST = /^[0-9a-f]{64}$/;
const MAX_UPLOAD_BYTES = 4e9;

@ApiTags('artifacts')
@ApiParam({ name: 'digest', description: 'SHA-256 of the bytes, lower-case hex.' })
@Controller('artifacts')
@Needs('read')
@NeedsNoRedis()
export class ArtifactsController {
  constructor(
    @Inject(STORE) private readonly store: ArtifactStore,
    @Inject(CONFIG) private readonly config: Config,
    private readonly space: Space,
    private readonly embedding: Embedding,
  ) {}

  @Get(':digest')
  @ApiOperation({ operationId: 'getArtifact', summary: 'The bytes; Range requests are honoured' })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiBadRequestResponse({ type: ProblemDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  async bytes(
    @Param('digest') digest: string,
    @Query() { download, recipe: choice = download ? 'embed' : 'none' }: ArtifactQueryDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const stat = DIGEST.test(digest) ? await this.store.stat(digest) : undefined;
    if (!stat) throw notFound('artifact', digest);
    const recipe = await this.store.getRecipe(digest);
    const sent = (choice === 'embed' ? await this.embedding.of(digest, recipe) : undefined) ?? this.#stored(stat);
    response.setHeader('Content-Type', shownAs(recipe?.mime));
    // Whatever it is, it runs no script here and opens nothing else.
    response.setHeader('Content-Security-Policy', SANDBOX);
    response.setHeader('Cross-Origin-Resource-Policy', 'same-site');
    response.setHeader('Accept-Ranges', 'bytes');
    response.setHeader('ETag', sent.etag);
    // The address is the content: it can be kept for ever. What is known of how it was made may change.
    response.setHeader('Cache-Control', choice === 'embed' ? 'private, no-cache' : KEPT_FOR_EVER);
    if (download) response.attachment(download);
    if (request.fresh) {
      response.status(304).end();
      return;
    }
    const range = isOfThis(request, sent.etag) ? byteRange(request, sent.bytes, response) : undefined;
    if (range) {
      response.status(206).setHeader('Content-Range', `bytes ${range.start}-${range.end}/${sent.bytes}`);
    }
    response.setHeader('Content-Length', range ? range.end - range.start + 1 : sent.bytes);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    await pipeline(sent.read(range), response).catch((error: unknown) => {
      if (!response.destroyed && !response.headersSent) throw error; // a client that left is no failure
    });
  }

  #stored({ digest, bytes }: StoredFacts) {
    return { bytes, etag: `"${digest}"`, read: (range?: ByteRange) => this.store.read(digest, range) };
  }

  @Put(':digest')
  @Needs('run')
  @HttpCode(204)
  @ApiOperation({ operationId: 'putArtifact', summary: 'Store bytes under their digest, for a checkpoint to refer to' })
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiNoContentResponse()
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'The bytes have another digest.' })
  @ApiRequestTimeoutResponse({ type: ProblemDto, description: 'Too little came for too long.' })
  @ApiResponse({ status: 507, type: ProblemDto, description: 'There is no room.' })
  async put(
    @Param('digest') digest: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    if (!DIGEST.test(digest)) throw new ApiError(422, 'bad_digest', `"${digest}" is not a digest (64 hex digits).`);
    if (await this.store.touch(digest)) return void request.resume();
    await this.space.check();
    const folder = join(this.config.home, 'tmp', 'uploads');
    await mkdir(folder, { recursive: true });
    const path = join(folder, randomUUID());
    const found = createHash('sha256');
    let bytes = 0;
    const body = guardedBody(request, this.config.uploadIdleSec * 1000, await this.space.room());
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        found.update(chunk);
        bytes += chunk.length;
        if (bytes > MAX_UPLOAD_BYTES) done(new ApiError(413, 'too_large', 'An artifact may have 4 GB at most.'));
        else done(null, chunk);
      },
    });
    try {
      await pipeline(body, measure, createWriteStream(path));
      if (found.digest('hex') !== digest)
        throw new ApiError(422, 'bad_digest', `The ${bytes} bytes that came have another digest than ${digest}.`);
      await this.store.putFile(path, { move: true });
    } catch (error) {
      await drained(request);
      if (!request.complete) response.setHeader('Connection', 'close');
      throw error;
    } finally {
      body.destroy();
      await rm(path, { force: true });
    }
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

const KEPT_FOR_EVER = 'private, max-age=31536000, immutable';

/** A part is only of use to who has the rest of the same bytes (RFC 9110, section 13.1.5). */
const isOfThis = ({ headers }: Request, etag: string): boolean =>
  headers.range !== undefined && (headers['if-range'] === undefined || headers['if-range'] === etag);

/** Enough for the browser's own viewer of pictures and films. */
const SANDBOX = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";

/** What a browser shows without running anything of it. */
const HARMLESS =
  /^(image\/(png|jpeg|webp|gif|avif)|(video|audio)\/[\w.+-]+|application\/json|text\/(plain|vtt)|application\/x-subrip)$/;

/** As what bytes are served; anything else is only to be saved. */
function shownAs(mime: unknown): string {
  if (typeof mime !== 'string' || !HARMLESS.test(mime)) return 'application/octet-stream';
  return mime.startsWith('text/') ? `${mime}; charset=utf-8` : mime;
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
