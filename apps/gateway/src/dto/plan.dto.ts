import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Problem } from '#pipeline';

export class DefinitionProblemDto implements Problem {
  @ApiProperty({ type: String, example: 'missing_input' }) code!: Problem['code'];
  @ApiProperty({ example: 'steps[2].config.prompt' }) path!: string;
  @ApiProperty() message!: string;
  @ApiProperty() hint!: string;
}

export class ValidationDto {
  @ApiProperty() valid!: boolean;
  @ApiProperty({ type: [DefinitionProblemDto] }) problems!: DefinitionProblemDto[];
}

export class BindingDto {
  @ApiProperty() step!: string;
  @ApiProperty() field!: string;
  @ApiProperty({ example: 'steps.keyframe.image' }) source!: string;
  @ApiProperty({ enum: ['explicit', 'input', 'alias', 'media', 'inherited'] }) how!: string;
}

/** Who takes tasks over that fail for good, and at which price. */
export class FailoverDto {
  @ApiProperty() provider!: string;
  @ApiProperty() model!: string;
  @ApiPropertyOptional({ type: 'integer', description: 'Of all tasks, millionths of a dollar; absent when unknown.' })
  cost_micro_dollars?: number;
}

export class PlannedStepDto {
  @ApiProperty() id!: string;
  @ApiProperty() step_type!: string;
  @ApiPropertyOptional({ type: 'integer', description: 'Expected number; absent when only known while it runs.' })
  tasks?: number;
  @ApiProperty({ type: 'integer', description: 'Of these, tasks whose results are there already.' }) cached!: number;
  @ApiProperty() provider!: string;
  @ApiProperty() model!: string;
  @ApiProperty({ description: 'Why this provider and model.' }) why!: string;
  @ApiProperty({ enum: ['gpu', 'cpu', 'remote'] }) resource!: string;
  @ApiProperty({ type: [String] }) depends_on!: string[];
  @ApiProperty({ description: 'Seconds from the start.' }) start_seconds!: number;
  @ApiProperty({ description: 'Seconds from the start.' }) end_seconds!: number;
  @ApiPropertyOptional({ type: 'integer', description: 'Millionths of a dollar; absent when the price is unknown.' })
  cost_micro_dollars?: number;
  @ApiPropertyOptional({ type: [FailoverDto], description: 'Who takes tasks over that fail for good, in this order.' })
  failover?: FailoverDto[];
  @ApiProperty({ type: 'object', additionalProperties: true }) config!: Record<string, unknown>;
}

export class PlanDto {
  @ApiProperty() name!: string;
  @ApiProperty({ type: 'integer' }) seed!: number;
  @ApiProperty({ type: [PlannedStepDto], description: 'In the order they run.' }) steps!: PlannedStepDto[];
  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { type: 'string' } },
    description: 'Steps that can run at the same time.',
  })
  groups!: string[][];
  @ApiProperty({ type: [String], description: 'The steps that decide when it is done.' }) critical_path!: string[];
  @ApiProperty({ description: 'Estimated seconds.' }) seconds!: number;
  @ApiProperty({ type: 'integer', description: 'Sum of the known prices, in millionths of a dollar.' })
  cost_micro_dollars!: number;
  @ApiProperty({ type: [String], description: 'Steps whose price is unknown.' }) unpriced!: string[];
  @ApiProperty({ type: [String], description: 'Steps whose number of tasks is only known while it runs.' })
  uncounted!: string[];
  @ApiProperty({ type: [BindingDto], description: 'Every connection the planner made.' }) bindings!: BindingDto[];
}

/** So many of a step, at so much each. */
export class EstimateLineDto {
  @ApiProperty() step_id!: string;
  @ApiProperty() step_type!: string;
  @ApiProperty({ example: 'I2V' }) label!: string;
  @ApiProperty() provider!: string;
  @ApiProperty() model!: string;
  @ApiProperty({ description: 'Left to do: results that are there already cost nothing.' }) count!: number;
  @ApiProperty({ description: 'As many are there already.' }) cached!: number;
  @ApiPropertyOptional({ description: 'What those would have cost; absent when the price is unknown.' })
  saved_usd?: number;
  @ApiPropertyOptional({ description: 'Absent when the price is unknown.' }) unit_usd?: number;
  @ApiPropertyOptional() total_usd?: number;
  @ApiProperty({ example: 'I2V: 30 × $0.35 = $10.50' }) text!: string;
}

export class EstimateDto {
  @ApiProperty({ type: [EstimateLineDto], description: 'In the order they run.' }) steps!: EstimateLineDto[];
  @ApiProperty({ description: 'Sum of the known prices.' }) total_usd!: number;
  @ApiProperty({ description: 'Until it is done, by how long such work took.' }) seconds!: number;
  @ApiProperty({ type: [String], description: 'Steps whose price is unknown.' }) unpriced!: string[];
  @ApiProperty({ type: [String], description: 'Steps whose number of tasks is only known while it runs.' })
  uncounted!: string[];
}

/** What a pipeline has cost, and what the rest of it will. */
export class PriceDto {
  @ApiProperty({ description: 'All of it by the price list, before anything was made or left out.' })
  estimated_usd!: number;
  @ApiProperty({ description: 'Paid so far, as the providers told.' }) spent_usd!: number;
  @ApiProperty({ type: EstimateDto, description: 'What is still to be made, by the price list.' }) left!: EstimateDto;
  @ApiProperty({ description: 'Spent, and what is left.' }) total_usd!: number;
}
