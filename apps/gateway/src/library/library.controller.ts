import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadRequestResponse,
  ApiBody,
  ApiConflictResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { ZipService } from '../artifacts/zip.service.js';
import {
  EditLibraryItemDto,
  LibraryDigestsDto,
  LibraryFacetsDto,
  LibraryItemDetailDto,
  LibraryItemDto,
  LibraryMarkedDto,
  LibraryPageDto,
  LibraryRemovedDto,
  LibrarySearchDto,
  LineageDto,
  LineageQueryDto,
  ListLibraryDto,
  MarkLibraryDto,
  ProblemDto,
  RebuildLibraryDto,
  RebuildStateDto,
  SaveSearchDto,
  SavedSearchDto,
  ZipLibraryDto,
} from '../dto/index.js';
import { ApiError } from '../problem.filter.js';
import { Needs } from '../security/needs.js';
import { LibraryService } from './library.service.js';

@ApiTags('library')
@Controller('library')
@Needs('read')
@ApiBadRequestResponse({ type: ProblemDto })
export class LibraryController {
  constructor(
    private readonly library: LibraryService,
    private readonly zips: ZipService,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listLibrary', summary: 'Search uploads and results, page by page' })
  @ApiOkResponse({ type: LibraryPageDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: 'There is no such saved search.' })
  list(@Query() query: ListLibraryDto): Promise<LibraryPageDto> {
    return this.library.list(query);
  }

  @Get('facets')
  @ApiOperation({ operationId: 'libraryFacets', summary: 'How many of what is found have which kind, model, tag, …' })
  @ApiOkResponse({ type: LibraryFacetsDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: 'There is no such saved search.' })
  facets(@Query() query: LibrarySearchDto): Promise<LibraryFacetsDto> {
    return this.library.facets(query);
  }

  @Get('zip')
  @ApiOperation({ operationId: 'zipLibrary', summary: 'What is found as one ZIP archive, at most 10,000 files' })
  @ApiProduces('application/zip')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiNotFoundResponse({ type: ProblemDto, description: 'There is no such saved search.' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'More is found than an archive holds.' })
  async zip(@Query() { recipe, ...query }: ZipLibraryDto, @Res() response: Response): Promise<void> {
    await this.zips.send(response, 'library.zip', this.zips.ofStored(await this.library.digests(query)), recipe);
  }

  @Post('mark')
  @Needs('run')
  @HttpCode(200)
  @ApiOperation({ operationId: 'markLibrary', summary: 'Tags, favourites and pins of many items' })
  @ApiOkResponse({ type: LibraryMarkedDto })
  mark(@Body() body: MarkLibraryDto): Promise<LibraryMarkedDto> {
    return this.library.mark(body);
  }

  @Post('trash')
  @Needs('run')
  @HttpCode(200)
  @ApiOperation({ operationId: 'trashLibrary', summary: 'Delete many items; they can be restored for some days' })
  @ApiOkResponse({ type: LibraryMarkedDto })
  trash(@Body() { digests }: LibraryDigestsDto): Promise<LibraryMarkedDto> {
    return this.library.trash(digests);
  }

  @Delete('trash')
  @Needs('run')
  @ApiOperation({ operationId: 'emptyTrash', summary: 'Remove for good what is in the trash' })
  @ApiOkResponse({ type: LibraryRemovedDto })
  emptyTrash(): Promise<LibraryRemovedDto> {
    return this.library.emptyTrash();
  }

  @Post('restore')
  @Needs('run')
  @HttpCode(200)
  @ApiOperation({ operationId: 'restoreLibrary', summary: 'Take items out of the trash' })
  @ApiOkResponse({ type: LibraryMarkedDto })
  restore(@Body() { digests }: LibraryDigestsDto): Promise<LibraryMarkedDto> {
    return this.library.restore(digests);
  }

  @Get('searches')
  @ApiOperation({ operationId: 'listSearches', summary: 'Saved searches' })
  @ApiOkResponse({ type: [SavedSearchDto] })
  searches(): Promise<SavedSearchDto[]> {
    return this.library.searches();
  }

  @Put('searches/:name')
  @Needs('run')
  @ApiOperation({ operationId: 'saveSearch', summary: 'Save a search, or replace one' })
  @ApiOkResponse({ type: SavedSearchDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'There are too many.' })
  saveSearch(@Param('name') name: string, @Body() { query }: SaveSearchDto): Promise<SavedSearchDto> {
    if (!/^[^\p{C}/]{1,100}$/u.test(name))
      throw new ApiError(400, 'bad_request', 'The name of a search has 1 to 100 characters and no slash.');
    return this.library.saveSearch(name, query);
  }

  @Delete('searches/:name')
  @Needs('run')
  @HttpCode(204)
  @ApiOperation({ operationId: 'removeSearch', summary: 'Remove a saved search' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ProblemDto })
  removeSearch(@Param('name') name: string): Promise<void> {
    return this.library.removeSearch(name);
  }

  @Get('rebuild')
  @ApiOperation({ operationId: 'getRebuild', summary: 'What became of the last rebuild' })
  @ApiOkResponse({ type: RebuildStateDto })
  rebuildState(): Promise<RebuildStateDto> {
    return this.library.rebuildState();
  }

  @Post('rebuild')
  @Needs('admin')
  @HttpCode(202)
  @ApiBody({ type: RebuildLibraryDto, required: false })
  @ApiOperation({ operationId: 'rebuildLibrary', summary: 'Make the library anew out of what is stored' })
  @ApiAcceptedResponse({ type: RebuildStateDto })
  rebuild(@Body() { force = false }: RebuildLibraryDto): Promise<RebuildStateDto> {
    return this.library.rebuild(force);
  }

  @Get(':digest')
  @ApiOperation({ operationId: 'getLibraryItem', summary: 'An item with its recipe' })
  @ApiOkResponse({ type: LibraryItemDetailDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  get(@Param('digest') digest: string): Promise<LibraryItemDetailDto> {
    return this.library.get(digest);
  }

  @Patch(':digest')
  @Needs('run')
  @ApiOperation({ operationId: 'editLibraryItem', summary: 'Name, tags, favourite and pin of an item' })
  @ApiOkResponse({ type: LibraryItemDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  edit(@Param('digest') digest: string, @Body() body: EditLibraryItemDto): Promise<LibraryItemDto> {
    return this.library.edit(digest, body);
  }

  @Delete(':digest')
  @Needs('run')
  @ApiOperation({ operationId: 'trashLibraryItem', summary: 'Delete an item; it can be restored for some days' })
  @ApiOkResponse({ type: LibraryItemDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'It is pinned.' })
  trashOne(@Param('digest') digest: string): Promise<LibraryItemDto> {
    return this.library.trashOne(digest);
  }

  @Get(':digest/lineage')
  @ApiOperation({ operationId: 'getLineage', summary: 'How it was made, and what was made from it' })
  @ApiOkResponse({ type: LineageDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  lineage(@Param('digest') digest: string, @Query() { depth }: LineageQueryDto): Promise<LineageDto> {
    return this.library.lineage(digest, depth);
  }
}
