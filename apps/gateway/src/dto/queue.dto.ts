import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsString, Max, Min, ValidateIf } from 'class-validator';
import { LANES, RESOURCES } from '#pipeline';
import type { Lane, Resource } from '#pipeline';
import { Optional } from './optional.js';

const ENDS = ['first', 'last'] as const;
type End = (typeof ENDS)[number];

export class GetQueueDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 1000, default: 100, description: 'Pipelines listed.' })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit = 100;
}

export class MoveInQueueDto {
  @ApiProperty({ type: String })
  @IsString()
  pipeline_id!: string;

  @ApiPropertyOptional({
    enum: ENDS,
    description: 'Before all others, or when nothing else waits. Unset: in turn again, in the lane that is given.',
  })
  @ValidateIf(({ to, lane, before }: MoveInQueueDto) => to !== undefined || (lane ?? before) === undefined)
  @IsIn(ENDS)
  to?: End;

  @ApiPropertyOptional({ enum: LANES })
  @Optional()
  @IsIn(LANES)
  lane?: Lane;

  @ApiPropertyOptional({
    type: String,
    description: 'Another pipeline that was put first or last: just before it, in its place.',
  })
  @Optional()
  @IsString()
  before?: string;
}

export class QueueStateDto {
  @ApiProperty({ description: 'A pool, or the pool and a model family: `gpu`, `gpu-flux-16gb`.' }) name!: string;
  @ApiProperty({ enum: RESOURCES, description: 'Whose workers serve it.' }) pool!: Resource;
  @ApiProperty({ description: 'Nothing is begun; what runs may finish.' }) paused!: boolean;
  @ApiProperty({ type: 'integer', description: 'Workers alive.' }) workers!: number;
  @ApiProperty({ type: 'integer', description: 'Tasks they can run at a time.' }) slots!: number;
  @ApiProperty({ type: 'integer', description: 'Tasks that run.' }) running!: number;
  @ApiProperty({ type: 'integer', description: 'Tasks that run, and those that are next.' }) in_flight!: number;
  @ApiProperty({ type: 'integer', description: 'Tasks that are ready and wait for their turn.' }) waiting!: number;
  @ApiProperty({ type: 'integer', description: 'Tasks that failed and are tried again later.' }) retrying!: number;
}

export class QueuedPipelineDto {
  @ApiProperty() id!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ enum: LANES }) lane!: Lane;
  @ApiProperty({ description: 'Whose it is; turns are shared fairly between owners.' }) owner!: string;
  @ApiPropertyOptional({ enum: ENDS, description: 'Where somebody moved it.' }) place?: End;
  @ApiPropertyOptional({ description: 'Among those with the same `place`: the lower stands before the higher.' })
  rank?: number;
  @ApiProperty({ type: 'integer', description: 'Tasks that wait for their turn.' }) ready!: number;
  @ApiProperty({ type: 'integer', description: 'Tasks that run.' }) running!: number;
  @ApiPropertyOptional({ type: 'integer', description: '1 is served next; absent when none of its tasks waits.' })
  position?: number;
}

export class QueueDto {
  @ApiProperty({ type: [QueueStateDto] }) queues!: QueueStateDto[];
  @ApiProperty({
    type: [QueuedPipelineDto],
    description: 'Pipelines that run: those that wait for nothing first, then in the order they are served.',
  })
  pipelines!: QueuedPipelineDto[];
  @ApiProperty({ type: 'integer' }) total!: number;
}
