import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DefinitionProblemDto } from './plan.dto.js';

/** RFC 9457 problem document. */
export class ProblemDto {
  @ApiProperty({ description: 'Stable code as a relative URI.', example: '/problems/not_found' }) type!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ type: 'integer' }) status!: number;
  @ApiProperty({ description: 'What happened, where, and what to do.' }) detail!: string;
  @ApiProperty({ description: 'Stable code.', example: 'not_found' }) code!: string;
  @ApiPropertyOptional({ type: [DefinitionProblemDto] }) problems?: DefinitionProblemDto[];
}

export class HealthDto {
  @ApiProperty({ enum: ['ok', 'degraded'] }) status!: 'ok' | 'degraded';
  @ApiPropertyOptional() version?: string;
  @ApiPropertyOptional({ description: 'Data folder of this installation.' }) home?: string;
  @ApiPropertyOptional({ enum: ['up', 'down'] }) redis?: 'up' | 'down';
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Worker slots by queue.',
  })
  workers?: Record<string, number>;
}

export class TemplateInputDto {
  @ApiProperty() name!: string;
  @ApiProperty({ enum: ['string', 'number', 'boolean', 'list', 'image', 'video', 'audio'] }) type!: string;
  @ApiProperty() required!: boolean;
  @ApiPropertyOptional({
    description: 'Value when none is given.',
    oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }, { type: 'array', items: {} }],
  })
  default?: unknown;
  @ApiPropertyOptional({ type: 'array', items: { oneOf: [{ type: 'string' }, { type: 'number' }] } }) enum?: (
    string | number
  )[];
  @ApiPropertyOptional() min?: number;
  @ApiPropertyOptional() max?: number;
  @ApiPropertyOptional() description?: string;
}

export class TemplateDto {
  @ApiProperty() name!: string;
  @ApiProperty() description!: string;
  @ApiProperty({ type: [TemplateInputDto] }) inputs!: TemplateInputDto[];
  @ApiProperty({ type: 'object', additionalProperties: true }) definition!: Record<string, unknown>;
}

export class StepTypeDto {
  @ApiProperty() type!: string;
  @ApiProperty() title!: string;
  @ApiProperty() summary!: string;
  @ApiProperty({ enum: ['gpu', 'cpu', 'remote'] }) resource!: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'JSON Schema of its config.' })
  config!: Record<string, unknown>;
  @ApiProperty({ type: 'object', additionalProperties: true }) inputs!: Record<string, unknown>;
  @ApiProperty({ type: 'object', additionalProperties: true }) outputs!: Record<string, unknown>;
}
