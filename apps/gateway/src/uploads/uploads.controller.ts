import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiPayloadTooLargeResponse,
  ApiRequestTimeoutResponse,
  ApiResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
  ApiUnsupportedMediaTypeResponse,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ProblemDto, UploadDto, UploadFilesDto, UploadUrlsDto, UploadsDto } from '../dto/index.js';
import { NeedsNoRedis } from '../redis.interceptor.js';
import { Owner } from '../security/caller.js';
import { Needs } from '../security/needs.js';
import * as present from './presenter.js';
import { untilGone } from './until-gone.js';
import { UploadsService } from './uploads.service.js';

const DIGEST_PARAM = { name: 'digest', description: 'SHA-256 of the bytes, lower-case hex.' };

@ApiTags('uploads')
@Controller('uploads')
@NeedsNoRedis()
export class UploadsController {
  constructor(private readonly uploads: UploadsService) {}

  @Post()
  @Needs('run')
  @ApiOperation({ operationId: 'uploadFiles', summary: 'Bring files; a ZIP is opened, and each file looked into' })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: UploadFilesDto })
  @ApiCreatedResponse({ type: UploadsDto, description: 'At least one file was taken.' })
  @ApiBadRequestResponse({ type: ProblemDto, description: 'The form is not whole.' })
  @ApiRequestTimeoutResponse({ type: ProblemDto, description: 'Too little came for too long.' })
  @ApiPayloadTooLargeResponse({ type: ProblemDto, description: 'More than the settings allow.' })
  @ApiUnsupportedMediaTypeResponse({ type: ProblemDto, description: 'No form, or files of kinds that are not taken.' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'Damaged or hostile files.' })
  @ApiResponse({ status: 507, type: ProblemDto, description: 'There is no room.' })
  async files(
    @Req() request: Request,
    @Owner() owner: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UploadsDto> {
    try {
      return present.taken(await this.uploads.receive(request, owner));
    } catch (error) {
      // What of the body was not read is not taken for the next request.
      if (!request.complete) response.setHeader('Connection', 'close');
      throw error;
    }
  }

  @Post('url')
  @Needs('run')
  @ApiOperation({ operationId: 'uploadUrls', summary: 'Bring files from addresses' })
  @ApiCreatedResponse({ type: UploadsDto, description: 'At least one file was taken.' })
  @ApiBadRequestResponse({ type: ProblemDto })
  @ApiPayloadTooLargeResponse({ type: ProblemDto, description: 'More than the settings allow.' })
  @ApiUnsupportedMediaTypeResponse({ type: ProblemDto, description: 'Files of kinds that are not taken.' })
  @ApiUnprocessableEntityResponse({
    type: ProblemDto,
    description: 'An address that is refused or cannot be fetched from, or damaged or hostile files.',
  })
  @ApiResponse({ status: 507, type: ProblemDto, description: 'There is no room.' })
  async urls(
    @Body() { urls }: UploadUrlsDto,
    @Owner() owner: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UploadsDto> {
    return present.taken(await this.uploads.fetch(urls, owner, untilGone(response)));
  }

  @Get(':digest')
  @Needs('read')
  @ApiParam(DIGEST_PARAM)
  @ApiOperation({ operationId: 'getUpload', summary: 'What is known of a file that was brought' })
  @ApiOkResponse({ type: UploadDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  async get(@Param('digest') digest: string): Promise<UploadDto> {
    return present.upload(await this.uploads.get(digest));
  }

  @Delete(':digest')
  @Needs('run')
  @HttpCode(204)
  @ApiParam(DIGEST_PARAM)
  @ApiOperation({
    operationId: 'deleteUpload',
    summary: 'Keep it no longer: it goes at the next collection, unless a pipeline refers to it',
  })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ProblemDto })
  async remove(@Param('digest') digest: string): Promise<void> {
    await this.uploads.remove(digest);
  }
}
