import type { WorkerReport } from '#engine';
import { exposition } from './exposition.js';
import { gauges } from './gauges.js';

const report: WorkerReport = {
  ...{ name: 'gpu-worker:gpu0@box:7', host: 'box', pid: 7, startedAt: 0, at: 0, slots: { gpu: 1 } },
  tasks: [{ pipelineId: 'p1', taskId: 'a' }],
  machine: {
    ...{ cpuPercent: 25, cpus: 4, memoryTotalBytes: 8e9, memoryFreeBytes: 2e9 },
    ...{ diskTotalBytes: 1e12, diskFreeBytes: 5e11 },
  },
  card: { name: 'gpu0', gpu: { name: 'RTX', memoryTotalBytes: 24e9, utilizationPercent: 50 } },
};

test('what is known of a worker is measured in base units, and what is not is left out', () => {
  const queue = { name: 'gpu', pool: 'gpu', paused: false, workers: 1, slots: 1 } as const;
  const text = exposition(gauges([report], [{ ...queue, running: 1, inFlight: 4, waiting: 7, retrying: 0 }]));
  const worker = 'worker="gpu-worker:gpu0@box:7",host="box"';
  expect(text).toContain(`# TYPE reelwright_machine_cpu_ratio gauge\nreelwright_machine_cpu_ratio{${worker}} 0.25\n`);
  expect(text).toContain(`reelwright_gpu_memory_total_bytes{${worker},card="gpu0"} 24000000000\n`);
  expect(text).toContain(`reelwright_gpu_utilization_ratio{${worker},card="gpu0"} 0.5\n`);
  expect(text).not.toContain('temperature');
  expect(text).toContain('reelwright_queue_tasks{queue="gpu",state="next"} 3\n');
});

test('labels are escaped', () => {
  const gauge = { name: 'x', help: 'X.', samples: [{ labels: { a: 'q"\\\n' }, value: 1 }] };
  expect(exposition([gauge])).toBe('# HELP x X.\n# TYPE x gauge\nx{a="q\\"\\\\\\n"} 1\n');
});
