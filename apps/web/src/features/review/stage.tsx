import { Check, LoaderCircle, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { LiveTask } from '@/api/events';
import { cn } from '@/lib/cn';
import type { Verdict } from './decisions';
import type { Item } from './items';
import { useSwipe } from './use-swipe';

interface StageProps {
  item: Item;
  verdict: Verdict | undefined;
  /** How far it is, while it is made anew. */
  live: LiveTask | undefined;
  onSwipe: (verdict: Verdict) => void;
  /** Nothing was decided yet: says how it is done. */
  isNew: boolean;
  children: ReactNode;
}

/** The one to decide about, as large as there is room; on a phone it is thrown to the right or to the left. */
export function Stage({ item, verdict, live, onSwipe, isNew, children }: StageProps) {
  const swipes = !item.redoing && !item.choice && item.kind !== 'text';
  const swipe = useSwipe((way) => onSwipe(way === 'right' ? 'keep' : 'reject'), swipes);
  const style = swipe.by === 0 ? {} : { transform: `translateX(${swipe.by}px) rotate(${swipe.by / 60}deg)` };
  return (
    <div className={cn('relative min-h-0 flex-1 overflow-hidden', swipes && 'touch-pinch-zoom')} {...swipe.handlers}>
      <div className="size-full p-2 sm:p-4" style={style}>
        {children}
      </div>
      {item.redoing && <Redoing live={live} />}
      <Stamp verdict={swipe.by === 0 ? verdict : swipe.way && (swipe.way === 'right' ? 'keep' : 'reject')} />
      {isNew && swipes && swipe.by === 0 && (
        <p className="pointer-events-none absolute inset-x-0 bottom-2 hidden justify-between px-4 text-[13px] text-muted pointer-coarse:flex">
          <span>← swipe to reject</span>
          <span>swipe to keep →</span>
        </p>
      )}
      {swipe.by !== 0 && swipe.way === undefined && (
        <p className="pointer-events-none absolute inset-x-0 bottom-3 text-center text-[13px] text-muted">
          {swipe.by > 0 ? 'Further right keeps it' : 'Further left rejects it'}
        </p>
      )}
    </div>
  );
}

/** What was decided about it. */
function Stamp({ verdict }: { verdict: Verdict | undefined }) {
  if (verdict === undefined) return null;
  const kept = verdict === 'keep';
  return (
    <span
      className={cn(
        'pointer-events-none absolute top-5 flex items-center gap-1.5 rounded-full bg-bg/85 px-3 py-1.5 text-[13px] font-[600]',
        kept ? 'right-5 text-done' : 'left-5 text-failed',
      )}
    >
      {kept ? <Check className="size-4" aria-hidden /> : <X className="size-4" aria-hidden />}
      {kept ? 'Kept' : 'Rejected'}
    </span>
  );
}

function Redoing({ live }: { live: LiveTask | undefined }) {
  return (
    <div className="absolute inset-0 grid place-items-center bg-bg/70" role="status">
      <p className="flex items-center gap-2 rounded-full border border-line-strong bg-panel px-4 py-2 tabular">
        <LoaderCircle className="size-4 animate-spin" aria-hidden />
        {live ? `Regenerating, ${Math.round(live.progress * 100)}%` : 'Waiting to be regenerated'}
      </p>
    </div>
  );
}
