import type { ReactNode } from 'react';
import { Button } from '@/ui/button';
import { Skeletons } from '@/ui/skeleton';

interface PartProps<Data> {
  title: string;
  text?: ReactNode;
  query: { data: Data | undefined; error: Error | null; refetch: () => unknown };
  children: (data: Data) => ReactNode;
}

/** A part of the screen: its title, and what is read for it. */
export function Part<Data>({ title, text, query: { data, error, refetch }, children }: PartProps<Data>) {
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <div>
        <h2 className="text-base font-[640]">{title}</h2>
        {text !== undefined && <p className="max-w-prose text-muted">{text}</p>}
      </div>
      {data !== undefined ? (
        children(data)
      ) : error ? (
        <div className="flex flex-col items-start gap-3 rounded-media border border-line bg-panel p-4">
          <p role="alert">{error.message}</p>
          <Button onClick={() => void refetch()}>Try again</Button>
        </div>
      ) : (
        <Skeletons count={2} className="h-20 rounded-media" />
      )}
    </section>
  );
}
