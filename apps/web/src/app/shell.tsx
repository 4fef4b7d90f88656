import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { Ellipsis, Search } from 'lucide-react';
import { ApiProblem } from '@/api/client';
import { recentQuery } from '@/api/queries';
import { IconButton } from '@/ui/button';
import { openPanel } from '@/ui/panels';
import { AccountMenu } from './account-menu';
import { KeyForm } from './key-form';
import { Notices } from './notices';
import { Panels } from './panels';
import { TABS } from './places';
import { StatusBar } from './status-bar';
import { ToReview } from './to-review';
import { UsageMeter } from './usage-meter';

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
        <nav aria-label="Main" data-tour="tabs" className="hidden gap-1 sm:flex">
          <Tabs />
        </nav>
        <div className="ml-auto flex items-center gap-1 sm:gap-3">
          <ToReview />
          <UsageMeter />
          <IconButton label="Find anything" onClick={() => openPanel('commands')}>
            <Search />
          </IconButton>
          <span data-tour="account" className="hidden sm:block">
            <AccountMenu
              trigger={
                <button
                  type="button"
                  aria-label="Menu"
                  className="grid size-9 place-items-center rounded-full border border-line-strong bg-raised text-muted transition-colors hover:border-dim hover:text-text"
                >
                  <Ellipsis className="size-4" aria-hidden />
                </button>
              }
            />
          </span>
        </div>
      </header>
      <main id="content" className="flex flex-1 flex-col">
        {locked ? <KeyForm /> : <Outlet />}
      </main>
      <footer className="sticky bottom-0 z-20 border-t border-line bg-bg pb-[env(safe-area-inset-bottom)]">
        <StatusBar />
        <nav aria-label="Main" data-tour="tabs" className="grid grid-cols-4 border-t border-line sm:hidden">
          <Tabs />
          <AccountMenu
            trigger={
              <button type="button" data-tour="account" className={TAB}>
                <Ellipsis className="size-4.5" aria-hidden />
                More
              </button>
            }
          />
        </nav>
      </footer>
      <Panels />
      <Notices />
    </div>
  );
}

const TAB =
  'flex h-12 flex-col items-center justify-center gap-0.5 rounded-control px-3 text-[11px] font-[520] text-muted transition-colors hover:text-text sm:h-9 sm:text-sm';

/** Where one can go: at the top of a desk, under the thumbs on a phone. */
function Tabs() {
  return TABS.map(({ to, label, Icon }) => (
    <Link
      key={to}
      to={to}
      activeOptions={{ exact: to === '/', includeSearch: false }}
      className={TAB}
      activeProps={{ className: 'text-text! sm:bg-raised' }}
    >
      <Icon className="size-4.5 sm:hidden" aria-hidden />
      {label}
    </Link>
  ));
}
