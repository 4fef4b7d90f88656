import { runWorkerProcess } from '#worker';

await runWorkerProcess({
  name: () => 'mux-worker',
  slots: (config) => ({ cpu: config.cpuConcurrency, remote: config.cpuConcurrency * 4 }),
  card: false,
  control: true,
});
