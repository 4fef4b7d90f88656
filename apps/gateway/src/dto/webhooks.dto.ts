import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayNotEmpty, ArrayUnique, IsBoolean, IsIn, IsString, MaxLength } from 'class-validator';
import { WEBHOOK_EVENTS, WEBHOOK_FORMATS } from '#automation';
import type { WebhookEvent, WebhookFormat } from '#automation';
import { Optional } from './optional.js';

const URL_HELP =
  'Where to send it: a public address, by https; others only if the setting `webhookTrustedUrls` names them. No user ' +
  'and password in it.';
const FORMAT_HELP = '`standard`: signed JSON by the Standard Webhooks specification; or a notice for Slack or Discord.';

export class CreateWebhookDto {
  @ApiProperty({ maxLength: 2000, description: URL_HELP })
  @IsString()
  @MaxLength(2000)
  url!: string;

  @ApiProperty({ enum: WEBHOOK_EVENTS, isArray: true, minItems: 1 })
  @IsIn(WEBHOOK_EVENTS, { each: true })
  @ArrayUnique()
  @ArrayNotEmpty()
  events!: WebhookEvent[];

  @ApiPropertyOptional({ enum: WEBHOOK_FORMATS, default: 'standard', description: FORMAT_HELP })
  @Optional()
  @IsIn(WEBHOOK_FORMATS)
  format: WebhookFormat = 'standard';

  @ApiPropertyOptional({ maxLength: 500, default: '' })
  @Optional()
  @IsString()
  @MaxLength(500)
  description: string = '';
}

/** What is left out stays as it is. */
export class UpdateWebhookDto {
  @ApiPropertyOptional({ maxLength: 2000, description: URL_HELP })
  @Optional()
  @IsString()
  @MaxLength(2000)
  url?: string;

  @ApiPropertyOptional({ enum: WEBHOOK_EVENTS, isArray: true, minItems: 1 })
  @Optional()
  @IsIn(WEBHOOK_EVENTS, { each: true })
  @ArrayUnique()
  @ArrayNotEmpty()
  events?: WebhookEvent[];

  @ApiPropertyOptional({ maxLength: 500 })
  @Optional()
  @IsString()
  @MaxLength(500)
  description?: string;

  @ApiPropertyOptional({ description: 'False: tell it nothing; true: go on, also after it was disabled.' })
  @Optional()
  @IsBoolean()
  enabled?: boolean;
}

export class WebhookDto {
  @ApiProperty() id!: string;
  @ApiProperty({ description: 'Of Slack and Discord only the server: the rest is a secret.' }) url!: string;
  @ApiProperty({ enum: WEBHOOK_EVENTS, isArray: true }) events!: WebhookEvent[];
  @ApiProperty({ enum: WEBHOOK_FORMATS }) format!: WebhookFormat;
  @ApiProperty() description!: string;
  @ApiProperty() enabled!: boolean;
  @ApiPropertyOptional({ description: 'Why it is told nothing.' }) disabled_because?: string;
  @ApiProperty({ type: 'integer', description: 'Deliveries that are not over.' }) pending!: number;
  @ApiProperty({ type: 'integer', description: 'Deliveries that were not kept: 10,000 waited already.' })
  dropped!: number;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'When something last arrived.' }) delivered_at?: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Nothing has arrived since.' }) failing_since?: string;
}

export class CreatedWebhookDto extends WebhookDto {
  @ApiPropertyOptional({
    description: 'What it is signed with, `whsec_…`, shown this once; none for Slack and Discord.',
  })
  secret?: string;
}

export class WebhookSecretDto {
  @ApiPropertyOptional({ description: 'The new secret, `whsec_…`, shown this once.' }) secret?: string;
}

export class WebhookListDto {
  @ApiProperty({ type: [WebhookDto] }) items!: WebhookDto[];
}

export class DeliveryAttemptDto {
  @ApiProperty({ format: 'date-time' }) at!: string;
  @ApiProperty({ type: 'integer' }) ms!: number;
  @ApiPropertyOptional({ type: 'integer', description: 'Absent: there was no answer.' }) status?: number;
  @ApiPropertyOptional({ description: 'The first of what came back.' }) answer?: string;
  @ApiPropertyOptional() error?: string;
}

const STATES = ['pending', 'delivered', 'failed'] as const;

export class DeliveryDto {
  @ApiProperty({ description: 'Sent as `webhook-id`; the same for every attempt.' }) id!: string;
  @ApiProperty({ enum: [...WEBHOOK_EVENTS, 'webhook.test'] }) event!: string;
  @ApiPropertyOptional() pipeline_id?: string;
  @ApiProperty({ enum: STATES }) state!: (typeof STATES)[number];
  @ApiProperty({ format: 'date-time', description: 'When it happened.' }) at!: string;
  @ApiPropertyOptional({ format: 'date-time' }) next_attempt_at?: string;
  @ApiProperty({ type: [DeliveryAttemptDto], description: 'Oldest first; the latest twelve.' })
  attempts!: DeliveryAttemptDto[];
  @ApiProperty({ description: 'What is sent.' }) body!: string;
}

export class DeliveryListDto {
  @ApiProperty({ type: [DeliveryDto] }) items!: DeliveryDto[];
  @ApiProperty({ type: 'integer' }) total!: number;
}
