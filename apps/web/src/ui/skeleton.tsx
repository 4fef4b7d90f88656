import { cn } from '@/lib/cn';

/** The place of something that is on its way, in its final size. */
export const Skeleton = ({ className }: { className?: string }) => (
  <div aria-hidden className={cn('animate-breathe rounded-control bg-raised', className)} />
);

export const Skeletons = ({ count, className }: { count: number; className?: string }) =>
  Array.from({ length: count }, (_, at) => <Skeleton key={at} {...(className !== undefined && { className })} />);
