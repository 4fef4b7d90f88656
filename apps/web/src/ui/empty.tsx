import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** A screen with nothing on it yet, and what to do about that. */
export function Empty({
  icon: Icon,
  title,
  text,
  children,
}: {
  icon: LucideIcon;
  title: string;
  text: string;
  children?: ReactNode;
}) {
  return (
    <div className="m-auto flex max-w-sm flex-col items-center gap-3 px-6 py-16 text-center">
      <Icon className="size-8 text-muted" strokeWidth={1.5} aria-hidden />
      <h2 className="text-base font-[640]">{title}</h2>
      <p className="text-muted">{text}</p>
      {children}
    </div>
  );
}
