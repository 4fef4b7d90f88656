import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { LEDGER_STATES } from '#engine';
import type { LedgerState } from '#engine';
import { IsIn } from 'class-validator';
import { Optional } from './optional.js';
import { ListTasksDto } from './pipelines.dto.js';

const LISTED_BY_THEMSELVES = ['unknown'] as const;

export class ListLedgerDto extends ListTasksDto {
  @ApiPropertyOptional({ enum: LISTED_BY_THEMSELVES, description: 'Only those whose outcome nobody can tell.' })
  @Optional()
  @IsIn(LISTED_BY_THEMSELVES)
  state?: (typeof LISTED_BY_THEMSELVES)[number];
}

export class LedgerEntryDto {
  @ApiProperty({ description: 'Names the request for ever, also at providers that let clients choose.' })
  request_id!: string;
  @ApiProperty() pipeline_id!: string;
  @ApiProperty() step_id!: string;
  @ApiProperty({ example: 'animate[3]' }) task_id!: string;
  @ApiProperty() provider!: string;
  @ApiProperty() model!: string;
  @ApiProperty({
    enum: LEDGER_STATES,
    description:
      'About to be sent; the provider has it; paid and delivered; refused; failed or cancelled there; or nobody can tell.',
  })
  state!: LedgerState;
  @ApiPropertyOptional({ type: 'integer', description: 'Millionths of a dollar; absent when the price is unknown.' })
  estimate_micro_dollars?: number;
  @ApiPropertyOptional({ type: 'integer', description: 'What it cost; absent until it is known.' })
  actual_micro_dollars?: number;
  @ApiProperty({ type: String, format: 'date-time' }) created_at!: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) submitted_at?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) closed_at?: string;
  @ApiPropertyOptional() note?: string;
  @ApiPropertyOptional({ description: 'What the provider calls it, to look it up there.' })
  provider_request_id?: string;
}

export class LedgerDto {
  @ApiProperty({ type: [LedgerEntryDto], description: 'Newest first.' }) items!: LedgerEntryDto[];
  @ApiProperty({ type: 'integer' }) total!: number;
}
