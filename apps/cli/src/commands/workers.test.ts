import { workerLines } from './workers.js';

const machine = {
  ...{ cpu_percent: 25, cpus: 4, memory_total_bytes: 8e9, memory_free_bytes: 2e9 },
  ...{ disk_total_bytes: 1e12, disk_free_bytes: 5e11 },
};
const base = { host: 'box', pid: 7, started_at: '', reported_at: '', slots: {}, machine };

test('tells workers, their machines, what they do, and their cards', () => {
  const gpu = {
    ...{ name: 'RTX 4090', memory_total_bytes: 25.8e9, memory_used_bytes: 14e9 },
    ...{ utilization_percent: 97, temperature_celsius: 71 },
  };
  const card = { name: 'gpu0', family: 'flux', queue: 'gpu-flux-16gb', gpu };
  const lines = workerLines([
    { ...base, name: 'gpu-worker:gpu0@box:7', tasks: [{ pipeline_id: 'p1', task_id: 'image[3]' }], card },
    { ...base, name: 'mux-worker@box:8', tasks: [] },
    { ...base, name: 'gpu-worker:cpu0@box:9', tasks: [], card: { name: 'cpu0' } },
  ]);
  expect(lines).toEqual([
    'worker                 cpu        memory free       disk free         works on',
    'gpu-worker:gpu0@box:7  25 % of 4  2.0 GB of 8.0 GB  500 GB of 1.0 TB  p1 image[3]',
    'mux-worker@box:8       25 % of 4  2.0 GB of 8.0 GB  500 GB of 1.0 TB',
    'gpu-worker:cpu0@box:9  25 % of 4  2.0 GB of 8.0 GB  500 GB of 1.0 TB',
    '',
    'card  family  queue          busy  temperature  memory used         model',
    'gpu0  flux    gpu-flux-16gb  97 %  71 °C        14.0 GB of 25.8 GB  RTX 4090',
    'cpu0',
  ]);
});

test('says when there is none', () => {
  expect(workerLines([])).toEqual(['No worker is alive.']);
});
