import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Offer } from '#providers';
import { KNOWN_PROVIDERS, Providers } from '#providers';
import { catalogue } from '#steps';
import { ModelDto, ProbeDto, ProblemDto, ProviderDto } from '../dto/index.js';
import { dollars } from '../money.js';
import { NeedsNoRedis } from '../redis.interceptor.js';
import { Needs } from '../security/needs.js';
import { ProbesService } from './probes.service.js';

@ApiTags('providers')
@Controller('providers')
@Needs('read')
@NeedsNoRedis()
export class ProvidersController {
  constructor(
    private readonly providers: Providers,
    private readonly probes: ProbesService,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listProviders',
    summary: 'Who can do what here: models by provider with prices and limits, and what could be set up',
  })
  @ApiOkResponse({ type: [ProviderDto] })
  list(): ProviderDto[] {
    const { offers } = this.providers;
    const others = offers.map(({ provider }) => provider).filter((id) => !KNOWN_PROVIDERS.some((one) => one.id === id));
    const all = [...KNOWN_PROVIDERS, ...[...new Set(others)].map((id) => ({ id, title: id, setUp: undefined }))];
    return all.map(({ id, title, setUp }) => {
      const models = offers.filter(({ provider }) => provider === id).map((offer) => this.#model(offer));
      const configured = models.length > 0;
      return { id, title, configured, ...(!configured && setUp !== undefined && { set_up: setUp }), models };
    });
  }

  @Post(':id/test')
  @Needs('admin')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'testProvider',
    summary: 'Ask a provider something that costs nothing, to see whether it is there and lets us in',
  })
  @ApiOkResponse({ type: ProbeDto, description: 'Also where it is not ok. Within three seconds the same answer.' })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'It is not set up.' })
  test(@Param('id') id: string): Promise<ProbeDto> {
    return this.probes.test(id);
  }

  #model(offer: Offer): ModelDto {
    const { step, model, names = [], title, resource, family, vramGb, limits = {}, unavailable } = offer.capability;
    const price = this.providers.usualPrice(offer, catalogue.get(step)!);
    return {
      ...{ step_type: step, model, names: [...names], title, resource, limits, available: !unavailable },
      ...(family !== undefined && { family }),
      ...(vramGb !== undefined && { vram_gb: vramGb }),
      ...(price !== undefined && { price_usd: dollars(price) }),
      ...(unavailable && { why: unavailable.message }),
    };
  }
}
