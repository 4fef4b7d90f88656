import { Check, PencilLine, RefreshCw, X } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { cn } from '@/lib/cn';
import { KeyCaps } from '@/ui/keys';
import type { Verdict } from './decisions';
import type { Item } from './items';

interface ActionsProps {
  item: Item;
  verdict: Verdict | undefined;
  onDecide: (verdict: Verdict) => void;
  onEdit: () => void;
  onRedo: () => void;
}

/** What can be decided about the one in sight: with the keys on a desk, under the thumb on a phone. */
export function Actions({ item, verdict, onDecide, onEdit, onRedo }: ActionsProps) {
  const off = item.redoing;
  return (
    <div className="grid grid-cols-4 gap-1.5 sm:flex sm:gap-2" role="group" aria-label="Decide">
      <Action
        Icon={X}
        label="Reject"
        keys="x"
        tone="failed"
        on={verdict === 'reject'}
        disabled={off}
        onClick={() => onDecide('reject')}
      />
      <Action Icon={PencilLine} label="Edit" keys="e" disabled={off || item.choice} onClick={onEdit} />
      <Action Icon={RefreshCw} label="Regenerate" keys="r" disabled={off || item.choice} onClick={onRedo} />
      <Action
        Icon={Check}
        label="Keep"
        keys="k"
        tone="done"
        on={verdict === 'keep'}
        disabled={off}
        onClick={() => onDecide('keep')}
      />
      <p className="hidden items-center gap-1.5 pl-1 text-[13px] text-muted xl:flex">
        {item.takes.of > 1 && !item.choice && (
          <>
            <KeyCaps keys="1" />–<KeyCaps keys={String(Math.min(9, item.takes.of))} /> choose a take
          </>
        )}
        <KeyCaps keys="arrowleft" />
        <KeyCaps keys="arrowright" /> move
      </p>
    </div>
  );
}

interface ActionProps {
  Icon: LucideIcon;
  label: string;
  keys?: string;
  tone?: 'done' | 'failed';
  /** Whether it is what was decided. */
  on?: boolean;
  disabled?: boolean;
  onClick: () => void;
}

function Action({ Icon, label, keys, tone, on, disabled = false, onClick }: ActionProps) {
  return (
    <button
      type="button"
      disabled={disabled}
      {...(on !== undefined && { 'aria-pressed': on })}
      onClick={onClick}
      className={cn(
        'flex h-14 flex-col items-center justify-center gap-1 rounded-control border border-line-strong bg-raised text-[12px] font-[560] transition-colors hover:border-dim disabled:opacity-50 sm:h-10 sm:flex-row sm:gap-2 sm:px-3.5 sm:text-sm',
        tone === 'done' && '[&_svg]:text-done aria-pressed:border-done',
        tone === 'failed' && '[&_svg]:text-failed aria-pressed:border-failed',
      )}
    >
      <Icon className="size-4.5 sm:size-4" aria-hidden />
      {label}
      {keys !== undefined && (
        <span className="hidden lg:inline" aria-hidden>
          <KeyCaps keys={keys} />
        </span>
      )}
    </button>
  );
}
