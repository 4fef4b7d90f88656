import type { Schemas } from '@/api/client';

export type Worker = Schemas['WorkerDto'];

/** A worker as it was at one time. */
export interface Sample {
  at: number;
  utilization?: number;
  temperature?: number;
  cpu: number;
}

export interface Remembered {
  worker: Worker;
  /** Oldest first. */
  samples: Sample[];
  /** Since when nothing was heard of it; undefined while it is alive. */
  goneAt: number | undefined;
}

const KEPT_MS = 10 * 60_000;

/** What is known of workers with what they say now: the last ten minutes, also of those that are gone. Pure. */
export function remembered(before: readonly Remembered[], workers: readonly Worker[], now: number): Remembered[] {
  const alive = workers.map((worker): Remembered => {
    const known = before.find((one) => one.worker.name === worker.name)?.samples ?? [];
    const recent = known.filter(({ at }) => at > now - KEPT_MS);
    const sample = sampleOf(worker);
    const samples = recent.at(-1)?.at === sample.at ? recent : [...recent, sample];
    return { worker, samples, goneAt: undefined };
  });
  const gone = before
    .filter(({ worker }) => !workers.some(({ name }) => name === worker.name))
    .map((one) => ({ ...one, goneAt: one.goneAt ?? now }))
    .filter(({ goneAt }) => goneAt > now - KEPT_MS);
  return [...alive, ...gone];
}

function sampleOf({ reported_at, machine, card }: Worker): Sample {
  const { utilization_percent: utilization, temperature_celsius: temperature } = card?.gpu ?? {};
  return {
    ...{ at: Date.parse(reported_at), cpu: machine.cpu_percent },
    ...(utilization !== undefined && { utilization }),
    ...(temperature !== undefined && { temperature }),
  };
}

/** Points of a line in a box of 100 by 100, the newest at the right; values are per cent. Pure. */
export function linePoints(values: readonly number[]): string {
  if (values.length < 2) return '';
  const step = 100 / (values.length - 1);
  return values.map((value, at) => `${round(at * step)},${round(100 - Math.min(100, Math.max(0, value)))}`).join(' ');
}

const round = (value: number) => Math.round(value * 10) / 10;
