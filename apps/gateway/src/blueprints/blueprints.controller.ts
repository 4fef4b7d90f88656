import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPreconditionFailedResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { Response } from 'express';
import {
  BlueprintDto,
  BlueprintListDto,
  BlueprintSummaryDto,
  BlueprintVersionListDto,
  CopyBlueprintDto,
  ExportQueryDto,
  ListBlueprintsDto,
  ListVersionsDto,
  PresetDto,
  ProblemDto,
  SaveBlueprintDto,
  SavePresetDto,
  SaveVersionDto,
  VersionQueryDto,
} from '../dto/index.js';
import { etagOf, revisionOf } from '../etag.js';
import { ApiError } from '../problem.filter.js';
import { Needs } from '../security/needs.js';
import { BlueprintsService } from './blueprints.service.js';

const IF_MATCH = { name: 'if-match', required: false, description: 'The ETag it had: refused when it changed since.' };
const CHANGED = { type: ProblemDto, description: 'It was changed meanwhile.' };
const UNKNOWN = { type: ProblemDto, description: 'There is no such blueprint, version, preset or pipeline.' };
const INVALID = { type: ProblemDto, description: 'Every problem with the definition, parameters or inputs.' };

@ApiTags('blueprints')
@Controller('blueprints')
@Needs('read')
@ApiBadRequestResponse({ type: ProblemDto })
export class BlueprintsController {
  constructor(private readonly blueprints: BlueprintsService) {}

  @Get()
  @ApiOperation({ operationId: 'listBlueprints', summary: 'Saved definitions and templates, by name' })
  @ApiOkResponse({ type: BlueprintListDto })
  list(@Query() query: ListBlueprintsDto): Promise<BlueprintListDto> {
    return this.blueprints.list(query);
  }

  @Post()
  @Needs('run')
  @ApiOperation({ operationId: 'createBlueprint', summary: 'Save a definition, or that of a pipeline, under a name' })
  @ApiCreatedResponse({ type: BlueprintDto })
  @ApiNotFoundResponse(UNKNOWN)
  @ApiConflictResponse({ type: ProblemDto, description: 'The name is taken.' })
  @ApiUnprocessableEntityResponse(INVALID)
  async create(@Body() body: SaveBlueprintDto, @Res({ passthrough: true }) response: Response): Promise<BlueprintDto> {
    return tagged(response, await this.blueprints.create(body));
  }

  @Get(':name')
  @ApiOperation({ operationId: 'getBlueprint', summary: 'A blueprint, the latest version unless told' })
  @ApiOkResponse({ type: BlueprintDto })
  @ApiNotFoundResponse(UNKNOWN)
  async get(
    @Param('name') name: string,
    @Query() { version }: VersionQueryDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BlueprintDto> {
    return tagged(response, await this.blueprints.get(name, version));
  }

  @Delete(':name')
  @Needs('run')
  @HttpCode(204)
  @ApiHeader(IF_MATCH)
  @ApiOperation({ operationId: 'deleteBlueprint', summary: 'Delete it; it can be restored for some days' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse(UNKNOWN)
  @ApiConflictResponse({ type: ProblemDto, description: 'It is a template.' })
  @ApiPreconditionFailedResponse(CHANGED)
  remove(@Param('name') name: string, @Headers('if-match') ifMatch: string | undefined): Promise<void> {
    return this.blueprints.remove(name, revisionOf(ifMatch));
  }

  @Post(':name/restore')
  @Needs('run')
  @HttpCode(200)
  @ApiOperation({ operationId: 'restoreBlueprint', summary: 'Take it out of the trash' })
  @ApiOkResponse({ type: BlueprintSummaryDto })
  @ApiNotFoundResponse(UNKNOWN)
  @ApiConflictResponse({ type: ProblemDto, description: 'It is a template.' })
  restore(@Param('name') name: string): Promise<BlueprintSummaryDto> {
    return this.blueprints.restore(name);
  }

  @Post(':name/copy')
  @Needs('run')
  @ApiOperation({
    operationId: 'copyBlueprint',
    summary: 'A blueprint or a template under another name, to be changed',
  })
  @ApiCreatedResponse({ type: BlueprintDto })
  @ApiNotFoundResponse(UNKNOWN)
  @ApiConflictResponse({ type: ProblemDto, description: 'The name is taken.' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'There are too many.' })
  async copy(
    @Param('name') name: string,
    @Body() { name: to, version }: CopyBlueprintDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BlueprintDto> {
    return tagged(response, await this.blueprints.copy(name, to, version));
  }

  @Get(':name/versions')
  @ApiOperation({ operationId: 'listBlueprintVersions', summary: 'Its versions, the newest first' })
  @ApiOkResponse({ type: BlueprintVersionListDto })
  @ApiNotFoundResponse(UNKNOWN)
  versions(@Param('name') name: string, @Query() query: ListVersionsDto): Promise<BlueprintVersionListDto> {
    return this.blueprints.versions(name, query);
  }

  @Post(':name/versions')
  @Needs('run')
  @ApiHeader(IF_MATCH)
  @ApiOperation({ operationId: 'addBlueprintVersion', summary: 'A new version; those before stay as they are' })
  @ApiCreatedResponse({ type: BlueprintDto })
  @ApiNotFoundResponse(UNKNOWN)
  @ApiConflictResponse({ type: ProblemDto, description: 'It is a template, or in the trash.' })
  @ApiPreconditionFailedResponse(CHANGED)
  @ApiUnprocessableEntityResponse(INVALID)
  async add(
    @Param('name') name: string,
    @Body() body: SaveVersionDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BlueprintDto> {
    return tagged(response, await this.blueprints.add(name, body, revisionOf(ifMatch)));
  }

  @Get(':name/export')
  @ApiOperation({ operationId: 'exportBlueprint', summary: 'Its definition as a file' })
  @ApiOkResponse({
    content: {
      'application/yaml': { schema: { type: 'string' } },
      'application/json': { schema: { type: 'object', additionalProperties: true } },
    },
  })
  @ApiNotFoundResponse(UNKNOWN)
  async export(
    @Param('name') name: string,
    @Query() { format, version }: ExportQueryDto,
    @Res() response: Response,
  ): Promise<void> {
    const { text, fileName } = await this.blueprints.exported(name, format, version);
    response.attachment(fileName).type(`application/${format}`).send(text);
  }

  @Get(':name/presets')
  @ApiOperation({ operationId: 'listPresets', summary: 'Named sets of inputs and options for it' })
  @ApiOkResponse({ type: [PresetDto] })
  @ApiNotFoundResponse(UNKNOWN)
  presets(@Param('name') name: string): Promise<PresetDto[]> {
    return this.blueprints.presets(name);
  }

  @Put(':name/presets/:preset')
  @Needs('run')
  @ApiHeader({ ...IF_MATCH, description: 'The ETag or `"<revision>"` it had: refused when it changed since.' })
  @ApiOperation({ operationId: 'savePreset', summary: 'Save a preset, or replace one' })
  @ApiOkResponse({ type: PresetDto })
  @ApiNotFoundResponse(UNKNOWN)
  @ApiPreconditionFailedResponse(CHANGED)
  @ApiUnprocessableEntityResponse(INVALID)
  async savePreset(
    @Param('name') name: string,
    @Param('preset') preset: string,
    @Body() body: SavePresetDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PresetDto> {
    if (!/^[A-Za-z][A-Za-z0-9_-]{0,62}$/.test(preset))
      throw new ApiError(400, 'bad_request', 'A preset is a letter followed by letters, digits, "_" and "-".');
    return tagged(response, await this.blueprints.savePreset(name, preset, body, revisionOf(ifMatch)));
  }

  @Delete(':name/presets/:preset')
  @Needs('run')
  @HttpCode(204)
  @ApiHeader(IF_MATCH)
  @ApiOperation({ operationId: 'removePreset', summary: 'Remove a preset' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse(UNKNOWN)
  @ApiPreconditionFailedResponse(CHANGED)
  removePreset(
    @Param('name') name: string,
    @Param('preset') preset: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    return this.blueprints.removePreset(name, preset, revisionOf(ifMatch));
  }
}

function tagged<Shown extends { revision: number }>(response: Response, shown: Shown): Shown {
  response.setHeader('ETag', etagOf(shown.revision, shown));
  return shown;
}
