import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn';

type ChipProps = ComponentProps<'button'> & {
  pressed: boolean;
  /** How many it stands for. */
  count?: number | undefined;
};

/** A filter that is on or off. */
export function Chip({ pressed, count, className, children, ...rest }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      className={cn(
        'inline-flex h-11 shrink-0 items-center gap-1.5 rounded-full border border-line-strong px-3.5 text-[13px] font-[520] whitespace-nowrap text-muted transition-colors hover:text-text aria-pressed:border-dim aria-pressed:bg-line-strong aria-pressed:text-text sm:h-8 sm:px-3',
        className,
      )}
      {...rest}
    >
      {children}
      {count !== undefined && <span className="tabular opacity-80">{count.toLocaleString()}</span>}
    </button>
  );
}
