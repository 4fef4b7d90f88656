import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { cn } from '@/lib/cn';

interface PageProps {
  title: string;
  /** Beside the title: how many there are. */
  count?: ReactNode;
  /** What can be done with all of it, at the right. */
  actions?: ReactNode;
  /** As wide as text reads well, or as wide as the window. */
  width?: 'text' | 'full';
  children: ReactNode;
}

/** A screen that is not the playground: its title, what can be done, and its content. */
export function Page({ title, count, actions, width = 'full', children }: PageProps) {
  useTitle(title);
  return (
    <div className={cn('flex w-full flex-1 flex-col gap-4 p-4 sm:p-6', width === 'text' && 'mx-auto max-w-5xl')}>
      <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-2 sm:min-h-10">
        <h1 className="text-lg font-[640]">{title}</h1>
        {count !== undefined && <span className="text-[13px] text-muted tabular">{count}</span>}
        {actions !== undefined && <div className="ml-auto flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {children}
    </div>
  );
}

/** What the tab of the browser is called. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Reelwright`;
    return () => void (document.title = 'Reelwright');
  }, [title]);
}
