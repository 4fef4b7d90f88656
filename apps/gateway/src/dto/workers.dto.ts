import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class WorkerTaskDto {
  @ApiProperty() pipeline_id!: string;
  @ApiProperty() task_id!: string;
}

export class MachineDto {
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, description: 'Of all processors together.' })
  cpu_percent!: number;
  @ApiProperty({ type: 'integer' }) cpus!: number;
  @ApiProperty({ type: 'integer' }) memory_total_bytes!: number;
  @ApiProperty({ type: 'integer' }) memory_free_bytes!: number;
  @ApiProperty({ type: 'integer', description: 'The disk that artifacts are kept on.' }) disk_total_bytes!: number;
  @ApiProperty({ type: 'integer' }) disk_free_bytes!: number;
}

export class GpuDto {
  @ApiProperty() name!: string;
  @ApiPropertyOptional({ type: 'integer' }) memory_total_bytes?: number;
  @ApiPropertyOptional({ type: 'integer' }) memory_used_bytes?: number;
  @ApiPropertyOptional() utilization_percent?: number;
  @ApiPropertyOptional() temperature_celsius?: number;
}

export class CardDto {
  @ApiProperty() name!: string;
  @ApiPropertyOptional({ description: 'The queue it takes from.' }) queue?: string;
  @ApiPropertyOptional({ description: 'The models it has loaded.' }) family?: string;
  @ApiPropertyOptional({ description: 'Absent where neither nvidia-smi nor a provider tells.' }) gpu?: GpuDto;
}

export class WorkerDto {
  @ApiProperty() name!: string;
  @ApiProperty() host!: string;
  @ApiProperty({ type: 'integer' }) pid!: number;
  @ApiProperty({ format: 'date-time' }) started_at!: string;
  @ApiProperty({ format: 'date-time', description: 'When it told this; a worker that is silent for 15 s is gone.' })
  reported_at!: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, description: 'Tasks at a time, by pool.' })
  slots!: Record<string, number>;
  @ApiProperty({ type: [WorkerTaskDto], description: 'What it works on.' }) tasks!: WorkerTaskDto[];
  @ApiProperty() machine!: MachineDto;
  @ApiPropertyOptional() card?: CardDto;
}
