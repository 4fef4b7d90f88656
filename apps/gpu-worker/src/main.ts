import { runWorkerProcess } from '#worker';

// One process for each card, one task at a time on it.
await runWorkerProcess({
  name: (config) => `gpu-worker:${config.card}`,
  slots: () => ({}),
  card: true,
  control: false,
});
