import { linePoints, remembered } from './vitals';

type Worker = Parameters<typeof remembered>[1][number];

const NOW = Date.UTC(2026, 10, 21, 12);
const worker = (name: string, seconds: number, utilization?: number): Worker => ({
  ...{ name, host: 'h', pid: 1, slots: {}, tasks: [], started_at: new Date(NOW).toISOString() },
  reported_at: new Date(NOW + seconds * 1000).toISOString(),
  machine: {
    ...{ cpu_percent: 20, cpus: 4, memory_total_bytes: 1, memory_free_bytes: 1 },
    ...{ disk_total_bytes: 1, disk_free_bytes: 1 },
  },
  ...(utilization !== undefined && { card: { name: 'gpu0', gpu: { name: 'RTX', utilization_percent: utilization } } }),
});

test('what workers said is kept for ten minutes, each report once', () => {
  let known = remembered([], [worker('a', 0, 10)], NOW);
  known = remembered(known, [worker('a', 0, 10)], NOW + 1_000);
  known = remembered(known, [worker('a', 5, 30)], NOW + 5_000);
  expect(known[0]!.samples).toEqual([
    { at: NOW, cpu: 20, utilization: 10 },
    { at: NOW + 5_000, cpu: 20, utilization: 30 },
  ]);
  known = remembered(known, [worker('a', 602, 50)], NOW + 602_000);
  expect(known[0]!.samples.map(({ utilization }) => utilization)).toEqual([30, 50]);
});

test('who is silent is shown as gone for a while, and as back when it comes back', () => {
  let known = remembered([], [worker('a', 0), worker('b', 0)], NOW);
  known = remembered(known, [worker('b', 5)], NOW + 5_000);
  known = remembered(known, [worker('b', 10)], NOW + 10_000);
  expect(known.map((one) => [one.worker.name, one.goneAt])).toEqual([
    ['b', undefined],
    ['a', NOW + 5_000],
  ]);
  expect(remembered(known, [worker('a', 20)], NOW + 20_000)[0]!.goneAt).toBeUndefined();
  expect(remembered(known, [], NOW + 700_000).map((one) => one.worker.name)).toEqual(['b']);
});

test('a line goes from left to right, and stays in its box', () => {
  expect(linePoints([0, 50, 120])).toBe('0,100 50,50 100,0');
  expect(linePoints([50])).toBe('');
});
