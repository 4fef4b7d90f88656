import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft, CalendarClock, ChevronRight, KeyRound, Palette, Plug, Wallet, Webhook } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import { cn } from '@/lib/cn';
import { Page } from '@/ui/page';
import { Appearance } from './appearance';
import { Budgets } from './budgets';
import { Keys } from './keys/keys';
import { Providers } from './providers/providers';
import { Schedules } from './schedules/schedules';
import { Webhooks } from './webhooks/webhooks';

interface SectionEntry {
  section: string;
  label: string;
  text: string;
  Icon: LucideIcon;
  Content: ComponentType;
}

const SECTIONS: readonly [SectionEntry, ...SectionEntry[]] = [
  { section: 'providers', label: 'Providers', text: 'Who makes things here', Icon: Plug, Content: Providers },
  { section: 'keys', label: 'API keys', text: 'Who may come in, and spend', Icon: KeyRound, Content: Keys },
  { section: 'budgets', label: 'Budgets', text: 'What may be spent', Icon: Wallet, Content: Budgets },
  { section: 'webhooks', label: 'Webhooks', text: 'Who is told what happens', Icon: Webhook, Content: Webhooks },
  {
    section: 'schedules',
    label: 'Schedules',
    text: 'What is made again and again',
    Icon: CalendarClock,
    Content: Schedules,
  },
  { section: 'appearance', label: 'Appearance', text: 'Theme, and what runs here', Icon: Palette, Content: Appearance },
];

/** On a desk the sections stand beside the one in sight; on a phone they are a screen of their own. */
export function SettingsPage() {
  const { section } = useParams({ strict: false });
  const { Content } = SECTIONS.find((entry) => entry.section === section) ?? SECTIONS[0];
  return (
    <Page title="Settings" width="text">
      <div className="flex flex-col gap-6 sm:flex-row sm:gap-8">
        <nav
          aria-label="Settings"
          className={cn('sm:sticky sm:top-20 sm:block sm:w-48 sm:shrink-0 sm:self-start', section && 'max-sm:hidden')}
        >
          <ul className="flex flex-col gap-1 max-sm:divide-y max-sm:divide-line max-sm:rounded-media max-sm:border max-sm:border-line max-sm:bg-panel">
            {SECTIONS.map((entry, at) => (
              <Entry key={entry.section} entry={entry} current={section === undefined ? at === 0 : undefined} />
            ))}
          </ul>
        </nav>
        <div className={cn('flex min-w-0 flex-1 flex-col gap-3', !section && 'max-sm:hidden')}>
          <Link to="/settings" className="-ml-1 flex h-11 items-center gap-1.5 self-start px-1 text-muted sm:hidden">
            <ArrowLeft className="size-4" aria-hidden />
            All settings
          </Link>
          <Content />
        </div>
      </div>
    </Page>
  );
}

function Entry({
  entry: { section, label, text, Icon },
  current,
}: {
  entry: SectionEntry;
  current?: boolean | undefined;
}) {
  return (
    <li>
      <Link
        to="/settings/$section"
        params={{ section }}
        className={cn(
          'flex min-h-14 items-center gap-3 px-4 text-muted transition-colors hover:text-text sm:min-h-9 sm:rounded-control sm:px-3',
          current && 'sm:bg-raised sm:text-text',
        )}
        activeProps={{ className: 'sm:bg-raised text-text!' }}
      >
        <Icon className="size-4.5 shrink-0 sm:size-4" aria-hidden />
        <span className="flex-1">
          <span className="block font-[560]">{label}</span>
          <span className="block text-[13px] text-muted sm:hidden">{text}</span>
        </span>
        <ChevronRight className="size-4 sm:hidden" aria-hidden />
      </Link>
    </li>
  );
}
