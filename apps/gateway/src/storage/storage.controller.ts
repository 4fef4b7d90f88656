import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBody, ApiConflictResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { ArtifactStore } from '#artifacts';
import type { Config } from '#config';
import { Engine, collectPolicy } from '#engine';
import { Keeper, Records } from '#library';
import { CollectDto, CollectedDto, ProblemDto, StorageDto } from '../dto/index.js';
import { ApiError } from '../problem.filter.js';
import { CONFIG, STORE } from '../tokens.js';
import { Needs } from '../security/needs.js';

const DAY_MS = 24 * 3600 * 1000;

@ApiTags('storage')
@Controller('storage')
@Needs('read')
export class StorageController {
  constructor(
    private readonly engine: Engine,
    @Inject(STORE) private readonly store: ArtifactStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'getStorage', summary: 'How much room artifacts take and how much there is' })
  @ApiOkResponse({ type: StorageDto })
  async storage(): Promise<StorageDto> {
    const [used_bytes, free_bytes] = await Promise.all([this.store.usedBytes(), this.store.freeBytes()]);
    const quota = this.config.diskQuotaMb * 1e6;
    return { used_bytes, free_bytes, ...(quota > 0 && { quota_bytes: quota }) };
  }

  @Post('collect')
  @Needs('admin')
  @HttpCode(200)
  @ApiBody({ type: CollectDto, required: false })
  @ApiOperation({
    operationId: 'collectStorage',
    summary:
      'Remove stored bytes that no pipeline, no cached result and nothing in the library needs; it also happens by itself',
  })
  @ApiOkResponse({ type: CollectedDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'It is under way.' })
  async collect(@Body() { dry_run = false, unused_days }: CollectDto): Promise<CollectedDto> {
    const { cacheDays, libraryKeep, trashDays, uploadRetainDays } = this.config;
    const records = new Records(this.engine.redis, this.engine.keys);
    const keeper = new Keeper(this.store, records, libraryKeep, trashDays * DAY_MS);
    const policy = { ...collectPolicy(unused_days ?? cacheDays), ...(await keeper.policy(uploadRetainDays)) };
    const collected = await this.engine.collector.collect(this.store, { ...policy, dryRun: dry_run });
    if (!collected)
      throw new ApiError(409, 'collecting', 'Storage is being collected already; look again in a minute.');
    return { ...collected, dry_run };
  }
}
