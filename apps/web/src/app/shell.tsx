import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { History, Images, Sparkles } from 'lucide-react';
import { ApiProblem } from '@/api/client';
import { recentQuery } from '@/api/queries';
import { KeyForm } from './key-form';
import { StatusBar } from './status-bar';
import { ThemeToggle } from './theme-toggle';
import { UsageMeter } from './usage-meter';

const TABS = [
  { to: '/', label: 'Playground', Icon: Sparkles },
  { to: '/library', label: 'Library', Icon: Images },
  { to: '/history', label: 'History', Icon: History },
] as const;

/** What every screen has: where one is, what was spent, and what is going on. */
export function Shell() {
  const { error } = useQuery(recentQuery);
  const locked = error instanceof ApiProblem && error.status === 401;
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only rounded-control bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:absolute focus:z-50"
      >
        Skip to content
      </a>
      <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b border-line bg-bg px-3 sm:gap-6 sm:px-4">
        <Link to="/" className="flex items-center gap-2 font-[640]" aria-label="Reelwright, playground">
          <img src="/studio/mark.svg" alt="" className="size-6" />
          <span>Reelwright</span>
        </Link>
        <Tabs className="hidden gap-1 sm:flex" />
        <div className="ml-auto flex items-center gap-2 sm:gap-4">
          <UsageMeter />
          <ThemeToggle />
        </div>
      </header>
      <main id="content" className="flex flex-1 flex-col">
        {locked ? <KeyForm /> : <Outlet />}
      </main>
      <footer className="sticky bottom-0 z-20 border-t border-line bg-bg pb-[env(safe-area-inset-bottom)]">
        <StatusBar />
        <Tabs className="grid grid-cols-3 border-t border-line sm:hidden" />
      </footer>
    </div>
  );
}

/** Where one can go: at the top of a desk, under the thumbs on a phone. */
function Tabs({ className }: { className: string }) {
  return (
    <nav aria-label="Main" className={className}>
      {TABS.map(({ to, label, Icon }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: to === '/', includeSearch: false }}
          className="flex h-12 flex-col items-center justify-center gap-0.5 rounded-control px-3 text-[11px] font-[520] text-muted transition-colors hover:text-text sm:h-9 sm:text-sm"
          activeProps={{ className: 'text-text! sm:bg-raised' }}
        >
          <Icon className="size-4.5 sm:hidden" aria-hidden />
          {label}
        </Link>
      ))}
    </nav>
  );
}
