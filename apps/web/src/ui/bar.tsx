import { cn } from '@/lib/cn';
import type { Tone } from './dot';

const FILL: Record<Tone, string> = {
  done: 'bg-done',
  running: 'bg-running',
  failed: 'bg-failed',
  review: 'bg-review',
  idle: 'bg-line-strong',
};

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
