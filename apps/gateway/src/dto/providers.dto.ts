import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** A step type with a model, as a provider does it. */
export class ModelDto {
  @ApiProperty({ example: 'i2v' }) step_type!: string;
  @ApiProperty({ description: 'What a step names as its `model`.' }) model!: string;
  @ApiProperty({ type: [String], description: 'Short names it answers to as well.' }) names!: string[];
  @ApiProperty() title!: string;
  @ApiProperty({ enum: ['gpu', 'cpu', 'remote'], description: 'Which workers run it.' }) resource!: string;
  @ApiPropertyOptional({ description: 'The models a card loads for it.' }) family?: string;
  @ApiPropertyOptional({ description: "GB of a card's memory it needs." }) vram_gb?: number;
  @ApiPropertyOptional({
    description: 'A task with the settings it has by itself, dollars; 0 is free, absent is unknown.',
  })
  price_usd?: number;
  @ApiProperty({ description: 'Whether it can be used now.' }) available!: boolean;
  @ApiPropertyOptional({ description: 'Why it cannot.' }) why?: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: true },
    description: 'What a step may ask for, by setting: `oneOf` or `max`.',
    example: { duration: { max: 10 } },
  })
  limits!: Record<string, { oneOf?: string[] | undefined; max?: number | undefined }>;
}

export class ProbeDto {
  @ApiProperty() provider!: string;
  @ApiProperty({ description: 'Whether it is there and lets us in.' }) ok!: boolean;
  @ApiPropertyOptional({
    description: 'Why it is not ok, stable: such as `unauthorised`, `network`, `timeout`, `provider_unavailable`.',
  })
  code?: string;
  @ApiProperty({ description: 'What was found, in words.' }) detail!: string;
  @ApiPropertyOptional({ description: 'What to do about it.' }) hint?: string;
  @ApiProperty({ type: 'integer', description: 'Milliseconds it took.' }) latency_ms!: number;
  @ApiProperty({ format: 'date-time', description: 'When it was asked.' }) checked_at!: string;
}

export class ProviderDto {
  @ApiProperty({ description: 'What a step names as its `provider`.', example: 'comfyui' }) id!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ description: 'Whether it is set up here.' }) configured!: boolean;
  @ApiPropertyOptional({ description: 'How to set it up.' }) set_up?: string;
  @ApiProperty({ type: [ModelDto] }) models!: ModelDto[];
}
