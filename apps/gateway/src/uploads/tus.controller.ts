import { Controller, Delete, Get, Head, HttpCode, Options, Param, Patch, Post, Req, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBody,
  ApiConflictResponse,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiPayloadTooLargeResponse,
  ApiPreconditionFailedResponse,
  ApiRequestTimeoutResponse,
  ApiResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
  ApiUnsupportedMediaTypeResponse,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Taken, Unfinished } from '#intake';
import { ProblemDto, UploadsDto } from '../dto/index.js';
import { ApiError } from '../problem.filter.js';
import { NeedsNoRedis } from '../redis.interceptor.js';
import { Owner } from '../security/caller.js';
import { Needs } from '../security/needs.js';
import * as present from './presenter.js';
import { PIECE_TYPE, TUS_EXTENSIONS, TUS_VERSION, bytesIn, nameIn } from './tus-headers.js';
import { TusService } from './tus.service.js';

const RESUMABLE = { name: 'Tus-Resumable', required: false, schema: { type: 'string', enum: [TUS_VERSION] } };
const NO_ROOM = { status: 507, type: ProblemDto, description: 'There is no room.' };

@ApiTags('uploads')
@Controller('uploads/tus')
@Needs('run')
@NeedsNoRedis()
export class TusController {
  constructor(private readonly tus: TusService) {}

  @Options()
  @HttpCode(204)
  @ApiOperation({
    operationId: 'describeTus',
    summary: 'What of the tus protocol is spoken, and how large files may be',
  })
  @ApiNoContentResponse()
  describe(@Res({ passthrough: true }) response: Response): void {
    response.setHeader('Tus-Version', TUS_VERSION);
    response.setHeader('Tus-Extension', TUS_EXTENSIONS);
    response.setHeader('Tus-Max-Size', this.tus.maxBytes);
    response.setHeader('Tus-Resumable', TUS_VERSION);
  }

  @Post()
  @ApiOperation({ operationId: 'createTus', summary: 'Begin a resumable upload; `Location` says where its pieces go' })
  @ApiHeader(RESUMABLE)
  @ApiHeader({ name: 'Upload-Length', required: true, schema: { type: 'integer' }, description: 'Bytes of the file.' })
  @ApiHeader({ name: 'Upload-Metadata', required: false, description: 'As the protocol says; `filename` is its name.' })
  @ApiCreatedResponse()
  @ApiBadRequestResponse({ type: ProblemDto })
  @ApiPreconditionFailedResponse({ type: ProblemDto, description: 'Another version of the protocol.' })
  @ApiPayloadTooLargeResponse({ type: ProblemDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'The file is empty.' })
  @ApiResponse(NO_ROOM)
  async create(
    @Req() request: Request,
    @Owner() owner: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    speaks(request, response);
    const length = bytesIn('Upload-Length', request.header('upload-length'));
    const file = await this.tus.create(owner, nameIn(request.header('upload-metadata')), length);
    response.setHeader('Location', `/uploads/tus/${file.id}`);
    tell(response, file);
  }

  @Head(':id')
  @ApiParam({ name: 'id' })
  @ApiOperation({ operationId: 'whereIsTus', summary: 'How far a resumable upload is' })
  @ApiHeader(RESUMABLE)
  @ApiOkResponse()
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiPreconditionFailedResponse({ type: ProblemDto, description: 'Another version of the protocol.' })
  async where(
    @Param('id') id: string,
    @Req() request: Request,
    @Owner() owner: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    speaks(request, response);
    const file = await this.tus.find(id, owner);
    response.setHeader('Upload-Length', file.length);
    response.setHeader('Cache-Control', 'no-store');
    tell(response, file);
  }

  @Patch(':id')
  @HttpCode(204)
  @ApiParam({ name: 'id' })
  @ApiOperation({
    operationId: 'appendTus',
    summary: 'The next piece of a resumable upload; with the last one it is looked into and stored',
  })
  @ApiHeader(RESUMABLE)
  @ApiHeader({ name: 'Upload-Offset', required: true, schema: { type: 'integer' } })
  @ApiConsumes(PIECE_TYPE)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiNoContentResponse()
  @ApiBadRequestResponse({ type: ProblemDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiRequestTimeoutResponse({ type: ProblemDto, description: 'Too little came for too long.' })
  @ApiConflictResponse({ type: ProblemDto, description: 'It is at another place.' })
  @ApiPreconditionFailedResponse({ type: ProblemDto, description: 'Another version of the protocol.' })
  @ApiPayloadTooLargeResponse({ type: ProblemDto })
  @ApiUnsupportedMediaTypeResponse({
    type: ProblemDto,
    description: 'No piece, or a file of a kind that is not taken.',
  })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'A damaged or hostile file.' })
  @ApiResponse({ status: 423, type: ProblemDto, description: 'Another request is adding to it.' })
  @ApiResponse(NO_ROOM)
  async append(
    @Param('id') id: string,
    @Req() request: Request,
    @Owner() owner: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    speaks(request, response);
    if (request.header('content-type') !== PIECE_TYPE)
      throw new ApiError(415, 'not_a_piece', `Send the piece as ${PIECE_TYPE}.`);
    const offset = bytesIn('Upload-Offset', request.header('upload-offset'));
    const file = await this.tus.find(id, owner);
    try {
      tell(response, await this.tus.append(file, offset, request));
    } catch (error) {
      if (!request.complete) response.setHeader('Connection', 'close');
      throw error;
    }
  }

  @Get(':id')
  @ApiParam({ name: 'id' })
  @ApiOperation({
    operationId: 'getTus',
    summary: 'What became of a resumable upload, for as long as an unfinished one is kept',
  })
  @ApiOkResponse({ type: UploadsDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'It is not whole.' })
  async result(@Param('id') id: string, @Owner() owner: string): Promise<UploadsDto> {
    const { result } = await this.tus.find(id, owner);
    if (!result) throw new ApiError(409, 'upload_unfinished', 'The upload is not whole.');
    return present.taken(result);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiParam({ name: 'id' })
  @ApiOperation({ operationId: 'deleteTus', summary: 'Give a resumable upload up; what it has become stays' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ProblemDto })
  async remove(
    @Param('id') id: string,
    @Owner() owner: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    response.setHeader('Tus-Resumable', TUS_VERSION);
    await this.tus.remove((await this.tus.find(id, owner)).id);
  }
}

/** Throws `bad_tus_version` for a client that speaks another version; one that says none is believed to speak this. */
function speaks(request: Request, response: Response): void {
  response.setHeader('Tus-Resumable', TUS_VERSION);
  const version = request.header('tus-resumable');
  if (version === undefined || version === TUS_VERSION) return;
  throw new ApiError(412, 'bad_tus_version', `Only tus ${TUS_VERSION} is spoken.`, { 'Tus-Version': TUS_VERSION });
}

function tell(response: Response, { offset, expiresAt }: Unfinished<Taken>): void {
  response.setHeader('Upload-Offset', offset);
  response.setHeader('Upload-Expires', expiresAt.toUTCString());
}
