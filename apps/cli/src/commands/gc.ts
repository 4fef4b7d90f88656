import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { parseWhole } from '../request/numbers.js';
import { formatBytes } from '../text/format.js';
import { counted } from './watching.js';

export interface GcFlags {
  dryRun?: boolean;
  unused?: string;
}

/** Removes stored files that nothing needs any more. */
export async function gc(context: Context, { dryRun = false, unused }: GcFlags): Promise<number> {
  const days = unused === undefined ? {} : { unused_days: parseWhole('--unused', unused) };
  return context.withGateway(async ({ api }) => {
    const collected = await api.collect({ dry_run: dryRun, ...days });
    const { used_bytes, free_bytes, quota_bytes } = await api.storage();
    const { files, bytes, kept, results } = collected;
    const quota = quota_bytes === undefined ? '' : ` of ${formatBytes(quota_bytes)} allowed`;
    const lines = [
      `${dryRun ? 'Would remove' : 'Removed'} ${counted(files, 'file')}, ${formatBytes(bytes)}; ${kept} stay.`,
      ...(results > 0
        ? [`${counted(results, 'cached result')} ${dryRun ? 'would be' : results === 1 ? 'was' : 'were'} forgotten.`]
        : []),
      `Stored: ${formatBytes(used_bytes)}${quota}; ${formatBytes(free_bytes)} free on the disk.`,
    ];
    context.terminal.result(lines, { ...collected, used_bytes, free_bytes });
    return EXIT.ok;
  });
}
