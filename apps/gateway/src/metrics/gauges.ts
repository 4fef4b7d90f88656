import type { GpuVitals, MachineVitals, QueueState, WorkerReport } from '#engine';
import type { Gauge } from './exposition.js';

/** What is measured of workers, their machines and cards, and of the queues. Pure. */
export const gauges = (reports: readonly WorkerReport[], queues: readonly QueueState[]): Gauge[] => [
  ...MACHINE.map(([name, help, of]) => ({
    name: `reelwright_machine_${name}`,
    help,
    samples: reports.map((report) => ({ labels: workerLabels(report), value: of(report.machine) })),
  })),
  ...GPU.map(([name, help, of]) => ({
    name: `reelwright_gpu_${name}`,
    help,
    samples: reports.flatMap((report) =>
      report.card?.gpu
        ? [{ labels: { ...workerLabels(report), card: report.card.name }, value: of(report.card.gpu) }]
        : [],
    ),
  })),
  {
    name: 'reelwright_worker_tasks',
    help: 'Tasks a worker works on.',
    samples: reports.map((report) => ({ labels: workerLabels(report), value: report.tasks.length })),
  },
  {
    name: 'reelwright_queue_tasks',
    help: 'Tasks of a queue that run, are next, wait for their turn, or are tried again later.',
    samples: queues.flatMap(({ name, running, inFlight, waiting, retrying }) =>
      Object.entries({ running, next: Math.max(0, inFlight - running), waiting, retrying }).map(([state, value]) => ({
        labels: { queue: name, state },
        value,
      })),
    ),
  },
  {
    name: 'reelwright_queue_slots',
    help: 'Tasks the workers at a queue can run at a time.',
    samples: queues.map(({ name, slots }) => ({ labels: { queue: name }, value: slots })),
  },
];

const workerLabels = ({ name, host }: WorkerReport) => ({ worker: name, host });

const MACHINE: [string, string, (machine: MachineVitals) => number][] = [
  ['cpu_ratio', 'Busy share of all processors of the machine.', ({ cpuPercent }) => cpuPercent / 100],
  ['memory_total_bytes', 'Memory of the machine.', ({ memoryTotalBytes }) => memoryTotalBytes],
  ['memory_free_bytes', 'Free memory of the machine.', ({ memoryFreeBytes }) => memoryFreeBytes],
  ['disk_total_bytes', 'Size of the disk with the artifacts.', ({ diskTotalBytes }) => diskTotalBytes],
  ['disk_free_bytes', 'Free on the disk with the artifacts.', ({ diskFreeBytes }) => diskFreeBytes],
];

const ratio = (percent: number | undefined) => (percent === undefined ? undefined : percent / 100);

const GPU: [string, string, (gpu: GpuVitals) => number | undefined][] = [
  ['memory_total_bytes', 'Memory of the card.', ({ memoryTotalBytes }) => memoryTotalBytes],
  ['memory_used_bytes', 'Used memory of the card.', ({ memoryUsedBytes }) => memoryUsedBytes],
  ['utilization_ratio', 'Busy share of the card.', ({ utilizationPercent }) => ratio(utilizationPercent)],
  ['temperature_celsius', 'Temperature of the card.', ({ temperatureCelsius }) => temperatureCelsius],
];
