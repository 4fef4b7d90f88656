import type { PipelineSummary } from '@/api/client';
import { sentence } from '@/lib/format';
import { Dot, toneOf } from '@/ui/dot';

type Badged = Pick<PipelineSummary, 'status' | 'in_review' | 'pilot'>;

/** How it is, in a word and a colour. */
export function Badge({ pipeline: { status, in_review: waiting, pilot } }: { pipeline: Badged }) {
  const waits = status === 'running' && (waiting > 0 || pilot === 'waiting');
  return (
    <span className="inline-flex items-center gap-2 text-[13px] whitespace-nowrap text-muted tabular">
      <Dot tone={waits ? 'review' : toneOf(status)} />
      {waits ? (waiting > 0 ? `${waiting} to review` : 'Pilot made') : (WORDS[status] ?? sentence(status))}
    </span>
  );
}

const WORDS: Record<string, string> = { completed: 'Done', pending: 'Not started' };
