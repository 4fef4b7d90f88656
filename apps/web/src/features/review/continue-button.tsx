import { useQuery } from '@tanstack/react-query';
import { ArrowRight, LoaderCircle } from 'lucide-react';
import type { Estimate } from '@/api/client';
import { dollars } from '@/lib/format';
import { Button } from '@/ui/button';

import type { Deciding } from './use-decisions';
import { countOf } from './decisions';
import { madeInWords } from './follows';
import { madeByQuery } from './queries';

interface ContinueBarProps {
  deciding: Deciding;
  /** What goes on would cost, as decided by now. */
  left: Estimate | undefined;
  busy: boolean;
  onContinue: () => void;
}

/** The one thing to do next: what it makes and costs is on it, and changes with every decision. */
export function ContinueButton({ deciding, left, busy, onContinue }: ContinueBarProps) {
  const { data: types } = useQuery(madeByQuery);
  const { kept, rejected } = countOf(deciding.now);
  const open = deciding.waiting.length - kept - rejected;
  const madeBy = (type: string) => types?.get(type);
  const made = left && madeInWords(left, madeBy);
  const words = kept + rejected === 0 ? `Keep all ${deciding.waiting.length}` : 'Continue';
  return (
    <div className="flex min-w-0 flex-col items-stretch gap-1 sm:flex-row sm:items-center sm:gap-3">
      <p className="text-center text-[13px] text-muted tabular sm:text-right" role="status">
        {kept} kept · {rejected} rejected · {open} open
      </p>
      <Button kind="accent" disabled={busy || deciding.waiting.length === 0} onClick={onContinue} className="tabular">
        {busy ? <LoaderCircle className="animate-spin" /> : <ArrowRight />}
        {[words, made, left && (left.total_usd === 0 ? 'free' : dollars(left.total_usd))].filter(Boolean).join(' · ')}
      </Button>
    </div>
  );
}
