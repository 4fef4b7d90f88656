import type { ReactNode } from 'react';
import { ApiProblem } from '@/api/client';
import { cn } from '@/lib/cn';
import { Button } from '@/ui/button';
import { useTitle } from '@/ui/page';
import { Skeletons } from '@/ui/skeleton';

interface SectionProps {
  title: string;
  /** What this is for. */
  text: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Section({ title, text, actions, children }: SectionProps) {
  useTitle(title);
  return (
    <section aria-label={title} className="flex min-w-0 flex-1 flex-col gap-4">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-60 flex-1">
          <h2 className="text-base font-[640]">{title}</h2>
          <p className="max-w-prose text-muted">{text}</p>
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}

export const Card = ({ className, children }: { className?: string; children: ReactNode }) => (
  <div className={cn('rounded-media border border-line bg-panel p-4', className)}>{children}</div>
);

interface ReadProps<Data> {
  query: { data: Data | undefined; error: Error | null; refetch: () => unknown };
  /** How many places are kept while it is read. */
  places?: number;
  children: (data: Data) => ReactNode;
}

/** What is read: its places while it is on the way, and why it does not come. */
export function Read<Data>({ query: { data, error, refetch }, places = 3, children }: ReadProps<Data>) {
  if (data !== undefined) return children(data);
  if (!error) return <Skeletons count={places} className="h-24 rounded-media" />;
  const forbidden = error instanceof ApiProblem && error.status === 403;
  return (
    <Card className="flex flex-col items-start gap-3">
      <p role="alert">
        {forbidden
          ? 'Your key may not look at this. Ask whoever runs the gateway for one with the scope “admin”.'
          : error.message}
      </p>
      {!forbidden && <Button onClick={() => void refetch()}>Try again</Button>}
    </Card>
  );
}

/** What was refused about a form as a whole. */
export const FormProblem = ({ message }: { message: string | undefined }) =>
  message === undefined ? null : (
    <p role="alert" className="text-failed">
      {message}
    </p>
  );
