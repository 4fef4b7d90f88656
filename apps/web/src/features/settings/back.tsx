import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';

/** From one of them to all of a section. */
export const Back = ({ section, children }: { section: string; children: string }) => (
  <Link
    to="/settings/$section"
    params={{ section }}
    search={{}}
    className="-ml-1 flex min-h-11 items-center gap-1.5 self-start px-1 text-[13px] text-muted hover:text-text sm:min-h-8"
  >
    <ArrowLeft className="size-4" aria-hidden />
    {children}
  </Link>
);
