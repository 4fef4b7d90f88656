import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { Optional } from './optional.js';

export class StorageDto {
  @ApiProperty({ type: 'integer' }) used_bytes!: number;
  @ApiProperty({ type: 'integer', description: 'Free on the disk of the store.' }) free_bytes!: number;
  @ApiPropertyOptional({ type: 'integer', description: 'Absent where there is none.' }) quota_bytes?: number;
}

export class CollectDto {
  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Say what would go, and remove nothing.' })
  @Optional()
  @IsBoolean()
  dry_run?: boolean;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 36500,
    description: 'Forget cached results that nobody used for so many days; unset takes the setting cacheDays.',
  })
  @Optional()
  @IsInt()
  @Min(0)
  @Max(36_500)
  unused_days?: number;
}

export class CollectedDto {
  @ApiProperty() dry_run!: boolean;
  @ApiProperty({ type: 'integer', description: 'Pipelines removed because they ended long ago.' }) pipelines!: number;
  @ApiProperty({ type: 'integer', description: 'Cached results forgotten.' }) results!: number;
  @ApiProperty({ type: 'integer', description: 'Stored files removed.' }) files!: number;
  @ApiProperty({ type: 'integer', description: 'Bytes of these files.' }) bytes!: number;
  @ApiProperty({ type: 'integer', description: 'Stored files that stay.' }) kept!: number;
}
