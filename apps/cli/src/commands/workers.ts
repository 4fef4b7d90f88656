import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import type { WorkerInfo } from '../gateway/api.js';
import { formatBytes } from '../text/format.js';
import { table } from '../text/table.js';

/** The workers that are alive, their machines and their cards. */
export async function workers(context: Context): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const found = await api.workers();
    context.terminal.result(workerLines(found), { workers: found });
    return EXIT.ok;
  });
}

/** Pure. */
export function workerLines(workers: readonly WorkerInfo[]): string[] {
  if (workers.length === 0) return ['No worker is alive.'];
  const rows = workers.map(({ name, machine, tasks }) => [
    name,
    `${machine.cpu_percent} % of ${machine.cpus}`,
    `${formatBytes(machine.memory_free_bytes)} of ${formatBytes(machine.memory_total_bytes)}`,
    `${formatBytes(machine.disk_free_bytes)} of ${formatBytes(machine.disk_total_bytes)}`,
    tasks.map(({ pipeline_id, task_id }) => `${pipeline_id} ${task_id}`).join(', '),
  ]);
  const cards = workers.flatMap(({ card }) => (card ? [cardRow(card)] : []));
  return [
    ...table([['worker', 'cpu', 'memory free', 'disk free', 'works on'], ...rows]),
    ...(cards.length === 0
      ? []
      : ['', ...table([['card', 'family', 'queue', 'busy', 'temperature', 'memory used', 'model'], ...cards])]),
  ];
}

function cardRow({ name, family, queue, gpu = { name: '' } }: NonNullable<WorkerInfo['card']>): string[] {
  const { utilization_percent: busy, temperature_celsius: celsius } = gpu;
  const [used, total] = [gpu.memory_used_bytes, gpu.memory_total_bytes];
  return [
    name,
    family ?? '',
    queue ?? '',
    busy === undefined ? '' : `${busy} %`,
    celsius === undefined ? '' : `${celsius} °C`,
    used === undefined || total === undefined ? '' : `${formatBytes(used)} of ${formatBytes(total)}`,
    gpu.name,
  ];
}
