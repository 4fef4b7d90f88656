import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Offer } from '#providers';
import { KNOWN_PROVIDERS, Providers } from '#providers';
import { catalogue } from '#steps';
import { ModelDto, ProviderDto } from '../dto/index.js';
import { dollars } from '../money.js';
import { NeedsNoRedis } from '../redis.interceptor.js';
import { Needs } from '../security/needs.js';

@ApiTags('providers')
@Controller('providers')
@Needs('read')
@NeedsNoRedis()
export class ProvidersController {
  constructor(private readonly providers: Providers) {}

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
