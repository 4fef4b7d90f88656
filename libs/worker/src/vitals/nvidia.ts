import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { systemEnv } from '#config';
import type { GpuVitals } from '#engine';
import { findProgram } from '#process';

const FIELDS = ['index', 'name', 'memory.total', 'memory.used', 'utilization.gpu', 'temperature.gpu'];
const MIB = 1024 * 1024;
const TIMEOUT_MS = 5_000;

/** The cards of this machine by index, as `nvidia-smi` tells; empty where there is none, or it does not answer. */
export async function nvidiaCards(env = systemEnv()): Promise<Map<number, GpuVitals>> {
  const program = findProgram(['nvidia-smi'], env.PATH ?? '');
  if (program === undefined) return new Map();
  const args = [`--query-gpu=${FIELDS.join(',')}`, '--format=csv,noheader,nounits'];
  const output = await promisify(execFile)(program, args, { timeout: TIMEOUT_MS, env }).then(
    ({ stdout }) => stdout,
    () => '', // a driver that hangs or was just updated; the next look may find it well
  );
  return parseNvidia(output);
}

/** Lines such as `0, NVIDIA GeForce RTX 4090, 24564, 1310, 34, 61`; what a card does not support is `[N/A]`. */
export function parseNvidia(csv: string): Map<number, GpuVitals> {
  const cards = new Map<number, GpuVitals>();
  for (const line of csv.split(/\r?\n/)) {
    const cells = line.split(',').map((cell) => cell.trim());
    const [index, name = '', total, used, utilization, temperature] = cells;
    if (cells.length !== FIELDS.length || !/^\d+$/.test(index ?? '')) continue;
    const [totalMib, usedMib, percent, celsius] = [total, used, utilization, temperature].map(numberOf);
    cards.set(Number(index), {
      name,
      ...(totalMib !== undefined && { memoryTotalBytes: totalMib * MIB }),
      ...(usedMib !== undefined && { memoryUsedBytes: usedMib * MIB }),
      ...(percent !== undefined && { utilizationPercent: percent }),
      ...(celsius !== undefined && { temperatureCelsius: celsius }),
    });
  }
  return cards;
}

const numberOf = (cell: string | undefined): number | undefined =>
  cell !== undefined && /^\d+(\.\d+)?$/.test(cell) ? Number(cell) : undefined;
