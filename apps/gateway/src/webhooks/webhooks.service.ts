import { Inject, Injectable } from '@nestjs/common';
import { Webhooks, addressProblem, trustedServers } from '#automation';
import type { DeliveryRecord, WebhookRecord } from '#automation';
import type { Config } from '#config';
import type {
  CreateWebhookDto,
  CreatedWebhookDto,
  DeliveryDto,
  DeliveryListDto,
  UpdateWebhookDto,
  WebhookDto,
  WebhookListDto,
  WebhookSecretDto,
} from '../dto/index.js';
import { ApiError, notFound } from '../problem.filter.js';
import { CONFIG } from '../tokens.js';

@Injectable()
export class WebhooksService {
  readonly #trusts: (url: URL) => boolean;

  constructor(
    private readonly webhooks: Webhooks,
    @Inject(CONFIG) config: Config,
  ) {
    this.#trusts = trustedServers(config.webhookTrustedUrls);
  }

  async create({ url, events, format, description }: CreateWebhookDto): Promise<CreatedWebhookDto> {
    this.#check(url);
    const made = await this.webhooks.create({ url, events, format, description });
    if (!made) throw new ApiError(409, 'too_many_webhooks', 'There are as many webhooks as there may be; remove one.');
    return { ...webhook(made.record), ...(format === 'standard' && { secret: made.secret }) };
  }

  async list(): Promise<WebhookListDto> {
    return { items: (await this.webhooks.list()).map(webhook) };
  }

  async get(id: string): Promise<WebhookDto> {
    return webhook(await this.#record(id));
  }

  async update(id: string, { url, events, description, enabled }: UpdateWebhookDto): Promise<WebhookDto> {
    if (url !== undefined) this.#check(url);
    const settings = {
      ...(url !== undefined && { url }),
      ...(events && { events }),
      ...(description !== undefined && { description }),
    };
    if (!(await this.webhooks.update(id, settings, enabled))) throw notFound('webhook', id);
    return this.get(id);
  }

  async remove(id: string): Promise<void> {
    if (!(await this.webhooks.remove(id))) throw notFound('webhook', id);
  }

  async rotate(id: string): Promise<WebhookSecretDto> {
    const secret = await this.webhooks.rotate(id);
    if (secret === undefined) throw notFound('webhook', id);
    return { secret };
  }

  async test(id: string): Promise<DeliveryDto> {
    const record = await this.#record(id);
    if (record.disabledAt !== undefined)
      throw new ApiError(409, 'webhook_disabled', `Webhook ${id} is disabled: ${record.why}. Enable it first.`);
    return this.#delivery(await this.webhooks.test(record));
  }

  async deliveries(id: string, offset: number, limit: number): Promise<DeliveryListDto> {
    await this.#record(id);
    const { items, total } = await this.webhooks.deliveries(id, offset, limit);
    return { items: items.map(delivery), total };
  }

  async replay(id: string, deliveryId: string): Promise<DeliveryDto> {
    if (!(await this.webhooks.replay(id, deliveryId))) throw notFound(`delivery of webhook ${id}`, deliveryId);
    return this.#delivery(deliveryId);
  }

  async #record(id: string): Promise<WebhookRecord> {
    const record = await this.webhooks.get(id);
    if (!record) throw notFound('webhook', id);
    return record;
  }

  async #delivery(id: string): Promise<DeliveryDto> {
    const record = await this.webhooks.delivery(id);
    if (!record) throw notFound('delivery', id);
    return delivery(record);
  }

  #check(url: string): void {
    const problem = addressProblem(url, this.#trusts);
    if (problem) throw new ApiError(422, 'refused_address', `The address is refused: ${problem}.`);
  }
}

const iso = (ms: number) => new Date(ms).toISOString();

function webhook(record: WebhookRecord): WebhookDto {
  const { id, url, events, format, description, pending, dropped, why } = record;
  return {
    ...{ id, events, format, description, pending, dropped },
    url: format === 'standard' ? url : `${new URL(url).origin}/…`,
    enabled: record.disabledAt === undefined,
    ...(record.disabledAt !== undefined && { disabled_because: why ?? '' }),
    created_at: iso(record.createdAt),
    ...(record.deliveredAt !== undefined && { delivered_at: iso(record.deliveredAt) }),
    ...(record.failingSince !== undefined && { failing_since: iso(record.failingSince) }),
  };
}

function delivery({ id, type, pipelineId, state, at, due, attempts, body }: DeliveryRecord): DeliveryDto {
  return {
    ...{ id, event: type, state, body, at: iso(at) },
    ...(pipelineId !== undefined && { pipeline_id: pipelineId }),
    ...(due !== undefined && { next_attempt_at: iso(due) }),
    attempts: attempts.map((attempt) => ({ ...attempt, at: iso(attempt.at) })),
  };
}
