import { cn } from '@/lib/cn';
import { FILL } from './dot';
import type { Tone } from './dot';

/** How far something is; `value` from 0 to 1. */
export function Bar({ value, tone, label }: { value: number; tone: Tone; label: string }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(value * 100)}
      aria-valuemin={0}
      aria-valuemax={100}
      className="h-1 overflow-hidden rounded-full bg-line"
    >
      <div
        className={cn('h-full origin-left transition-transform duration-180', FILL[tone])}
        style={{ transform: `scaleX(${Math.min(1, value)})` }}
      />
    </div>
  );
}
