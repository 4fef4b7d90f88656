import { cn } from '@/lib/cn';

export type Tone = 'done' | 'running' | 'failed' | 'review' | 'idle';

/** The colour of each, as a background. */
export const FILL: Record<Tone, string> = {
  done: 'bg-done',
  running: 'bg-running',
  failed: 'bg-failed',
  review: 'bg-review',
  idle: 'bg-line-strong',
};

/** How something is, as a colour; the words beside it say the same. */
export const Dot = ({ tone }: { tone: Tone }) => (
  <span aria-hidden className={cn('inline-block size-2 shrink-0 rounded-full', FILL[tone])} />
);

const TONES: Record<string, Tone> = {
  completed: 'done',
  running: 'running',
  failed: 'failed',
  review: 'review',
};
export const toneOf = (status: string): Tone => TONES[status] ?? 'idle';
