import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsString, Length } from 'class-validator';
import { Optional } from './optional.js';

const anything = { type: 'object', additionalProperties: true } as const;

export class WorkflowDto {
  @ApiProperty({ description: 'What a step says as `workflow`.' }) name!: string;
  @ApiPropertyOptional({ ...anything, description: 'Its nodes by id, in the API format of ComfyUI.' })
  workflow?: Record<string, unknown>;
  @ApiPropertyOptional({ ...anything, description: 'What it takes and gives.' }) manifest?: Record<string, unknown>;
  @ApiPropertyOptional({ description: 'Why it cannot be run as it is.' }) problem?: string;
}

export class AddWorkflowDto {
  @ApiProperty({ minLength: 1, maxLength: 80, description: 'Letters, digits, dots, dashes and underscores.' })
  @IsString()
  @Length(1, 80)
  name!: string;

  @ApiProperty({ ...anything, description: 'What ComfyUI exports as API format.' })
  @IsObject()
  workflow!: Record<string, unknown>;

  @ApiPropertyOptional({ ...anything, description: 'What it takes and gives; unset proposes one.' })
  @Optional()
  @IsObject()
  manifest?: Record<string, unknown>;
}
