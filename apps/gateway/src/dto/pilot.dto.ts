import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { PILOT_STATUSES } from '#engine';
import type { PilotStatus } from '#engine';
import { Optional } from './optional.js';
import { EstimateDto } from './plan.dto.js';

/** What a step's tasks were to cost, and what they really cost and took. */
export class PilotStepDto {
  @ApiProperty() step_id!: string;
  @ApiProperty({ type: 'integer', description: 'Tasks really made so far; not those answered from a cache.' })
  made!: number;
  @ApiPropertyOptional({ description: 'One by the price list; absent when the price is unknown.' }) listed_usd?: number;
  @ApiPropertyOptional({ description: 'One as it was billed, failed tries included; absent until somebody has told.' })
  measured_usd?: number;
  @ApiPropertyOptional({ description: 'Seconds of one; absent until one is made.' }) measured_seconds?: number;
}

export class PilotDto {
  @ApiProperty({
    enum: PILOT_STATUSES,
    description:
      'running: it is being made. waiting: nothing of it goes on by itself, and the rest is held. released: the rest is made too. kept: the rest is left out.',
  })
  status!: PilotStatus;
  @ApiProperty({ type: 'integer', description: 'Cells that were asked for.' }) cells!: number;
  @ApiProperty({ description: 'All of it by the price list, before anything was made.' }) estimated_usd!: number;
  @ApiProperty({ description: 'Paid so far, as the providers told.' }) spent_usd!: number;
  @ApiProperty({ type: [PilotStepDto] }) steps!: PilotStepDto[];
  @ApiProperty({
    type: EstimateDto,
    description: 'What is left, at what the pilot cost; where it has not cost anything yet, by the price list.',
  })
  rest!: EstimateDto;
  @ApiProperty({ description: 'Seconds that the rest will take at what the pilot took, with the workers there are.' })
  rest_seconds!: number;
  @ApiProperty({ description: 'Spent, and the rest.' }) total_usd!: number;
}

export class ReleaseDto {
  @ApiPropertyOptional({
    enum: ['make', 'leave_out'],
    default: 'make',
    description: 'make: all of it. leave_out: the pipeline ends with what the pilot made.',
  })
  @Optional()
  @IsIn(['make', 'leave_out'])
  rest?: 'make' | 'leave_out';
}
