import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsObject,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { SCOPES } from '#access';
import type { Scope } from '#access';
import { EnvelopeDto } from './budgets.dto.js';
import { Optional, OptionalOrNull } from './optional.js';

const SCOPE_HELP =
  '`read`: look at everything; `run`: also make, change, stop and spend; `review`: read, and decide about results that ' +
  'wait; `admin`: everything, also keys, budgets, queues, the ledger and Bull Board.';
const BUDGET = { type: Number, nullable: true, minimum: 0, maximum: 1_000_000 } as const;

export class RateLimitDto {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 1_000_000, description: 'Requests a minute on average.' })
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  per_minute!: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000,
    description: 'Requests at once after a rest; default: those of a minute.',
  })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  burst?: number;
}

export class CreateKeyDto {
  @ApiProperty({ minLength: 1, maxLength: 100, description: 'What people call it.' })
  @IsString()
  @Length(1, 100)
  name!: string;

  @ApiProperty({ enum: SCOPES, isArray: true, minItems: 1, description: SCOPE_HELP })
  @IsIn(SCOPES, { each: true })
  @ArrayUnique()
  @ArrayNotEmpty()
  scopes!: Scope[];

  @ApiPropertyOptional({ format: 'date-time', description: 'It opens nothing from then on; unset: never.' })
  @Optional()
  @IsISO8601({ strict: true })
  expires_at?: string;

  @ApiPropertyOptional({ type: RateLimitDto, description: 'Default: 600 a minute.' })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => RateLimitDto)
  rate_limit?: RateLimitDto;

  @ApiPropertyOptional({
    ...BUDGET,
    description: 'What its pipelines may spend in all, dollars; unset: as is set for each key.',
  })
  @OptionalOrNull()
  @IsNumber()
  @Min(0)
  @Max(1_000_000)
  budget_usd?: number | null;
}

/** What is left out stays as it is. */
export class UpdateKeyDto {
  @ApiPropertyOptional({ minLength: 1, maxLength: 100 })
  @Optional()
  @IsString()
  @Length(1, 100)
  name?: string;

  @ApiPropertyOptional({ enum: SCOPES, isArray: true, minItems: 1, description: SCOPE_HELP })
  @Optional()
  @IsIn(SCOPES, { each: true })
  @ArrayUnique()
  @ArrayNotEmpty()
  scopes?: Scope[];

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, description: 'Null: never.' })
  @OptionalOrNull()
  @IsISO8601({ strict: true })
  expires_at?: string | null;

  @ApiPropertyOptional({ type: RateLimitDto })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => RateLimitDto)
  rate_limit?: RateLimitDto;

  @ApiPropertyOptional({ ...BUDGET, description: 'Dollars in all; null: as is set for each key.' })
  @OptionalOrNull()
  @IsNumber()
  @Min(0)
  @Max(1_000_000)
  budget_usd?: number | null;
}

export class KeyDto {
  @ApiProperty({ description: 'Names the key; no secret.' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ enum: SCOPES, isArray: true }) scopes!: Scope[];
  @ApiProperty({ type: RateLimitDto }) rate_limit!: RateLimitDto;
  @ApiProperty({ type: EnvelopeDto, description: 'Of its pipelines, in all.' }) budget!: EnvelopeDto;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiPropertyOptional({ format: 'date-time' }) expires_at?: string;
  @ApiPropertyOptional({ format: 'date-time' }) last_used_at?: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Since then it opens nothing.' }) revoked_at?: string;
}

export class CreatedKeyDto extends KeyDto {
  @ApiPropertyOptional({
    description: 'The key, `rw_…`. It is shown this once; a repetition with the same Idempotency-Key lacks it.',
  })
  key?: string;
}

export class KeyListDto {
  @ApiProperty({ type: [KeyDto] }) items!: KeyDto[];
  @ApiProperty({ type: 'integer' }) total!: number;
}
