import { statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';
import type { MachineVitals } from '#engine';

interface CpuTimes {
  busy: number;
  all: number;
}

/** Watches the machine this process is on, and the disk that a folder is on. */
export class Machine {
  #before = cpuTimes();

  constructor(private readonly folder: string) {}

  /** The processors are measured since the last look. */
  async look(): Promise<MachineVitals> {
    const now = cpuTimes();
    const { busy, all } = this.#before;
    this.#before = now;
    const { bsize, blocks, bavail } = await statfs(this.folder);
    return {
      cpuPercent: now.all > all ? Math.round(((now.busy - busy) / (now.all - all)) * 100) : 0,
      cpus: cpus().length,
      memoryTotalBytes: totalmem(),
      memoryFreeBytes: freemem(),
      diskTotalBytes: blocks * bsize,
      diskFreeBytes: bavail * bsize,
    };
  }
}

function cpuTimes(): CpuTimes {
  const sum = { busy: 0, all: 0 };
  for (const { times } of cpus()) {
    const busy = times.user + times.nice + times.sys + times.irq;
    sum.busy += busy;
    sum.all += busy + times.idle;
  }
  return sum;
}
