import type { GpuVitals, MachineVitals, WorkerReport } from '#engine';
import type { CardDto, GpuDto, MachineDto, WorkerDto } from '../dto/index.js';

/** Turns what a worker reports into what clients see. Pure. */
export const worker = ({ startedAt, at, tasks, machine, card, ...rest }: WorkerReport): WorkerDto => ({
  ...rest,
  started_at: new Date(startedAt).toISOString(),
  reported_at: new Date(at).toISOString(),
  tasks: tasks.map(({ pipelineId, taskId }) => ({ pipeline_id: pipelineId, task_id: taskId })),
  machine: machineOf(machine),
  ...(card && { card: cardOf(card) }),
});

const machineOf = (machine: MachineVitals): MachineDto => ({
  cpu_percent: machine.cpuPercent,
  cpus: machine.cpus,
  memory_total_bytes: machine.memoryTotalBytes,
  memory_free_bytes: machine.memoryFreeBytes,
  disk_total_bytes: machine.diskTotalBytes,
  disk_free_bytes: machine.diskFreeBytes,
});

const cardOf = ({ name, queue, family, gpu }: NonNullable<WorkerReport['card']>): CardDto => ({
  name,
  ...(queue !== undefined && { queue }),
  ...(family !== undefined && { family }),
  ...(gpu && { gpu: gpuOf(gpu) }),
});

const gpuOf = (gpu: GpuVitals): GpuDto => ({
  name: gpu.name,
  ...(gpu.memoryTotalBytes !== undefined && { memory_total_bytes: gpu.memoryTotalBytes }),
  ...(gpu.memoryUsedBytes !== undefined && { memory_used_bytes: gpu.memoryUsedBytes }),
  ...(gpu.utilizationPercent !== undefined && { utilization_percent: gpu.utilizationPercent }),
  ...(gpu.temperatureCelsius !== undefined && { temperature_celsius: gpu.temperatureCelsius }),
});
