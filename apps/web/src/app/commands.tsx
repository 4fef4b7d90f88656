import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Compass, GitFork, Images, Keyboard, Search, SunMoon, Workflow } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { client, dataOf } from '@/api/client';
import { thumbnail } from '@/lib/media';
import { useDebounced } from '@/lib/use-debounced';
import { openPanel } from '@/ui/panels';
import { PLACES, SETTINGS, TABS } from './places';
import { useTheme } from '@/lib/theme';

const SETTLE_MS = 150;
const MOST = 6;

/** Finds screens, runs, workflows and results by a few letters, and does what has no screen. */
export default function Commands({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const [theme, choose] = useTheme();
  const [words, setWords] = useState('');
  const go = (to: string) => {
    onClose();
    router.history.push(`${router.basepath}${to}`);
  };
  const isDark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      label="Find anything"
      overlayClassName="fixed inset-0 z-40 bg-black/50"
      contentClassName="fixed inset-x-3 top-[12dvh] z-50 mx-auto max-w-xl overflow-hidden rounded-composer border border-line-strong bg-panel shadow-xl shadow-black/25"
    >
      <div className="flex items-center gap-2 border-b border-line px-4">
        <Search className="size-4 shrink-0 text-muted" aria-hidden />
        <Command.Input
          value={words}
          onValueChange={setWords}
          placeholder="Find a screen, a run, a workflow, a result"
          className="h-13 w-full bg-transparent text-base outline-none placeholder:text-dim"
        />
      </div>
      <Command.List className="max-h-[60dvh] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-8 text-center text-muted">Nothing fits “{words}”.</Command.Empty>
        <Group heading="Go to">
          {[...TABS, ...PLACES].map(({ to, label, Icon }) => (
            <Entry key={to} value={label} Icon={Icon} onSelect={() => go(to)} />
          ))}
          {SETTINGS.map(({ section, label }) => (
            <Entry
              key={section}
              value={`Settings: ${label}`}
              Icon={Workflow}
              onSelect={() => go(`/settings/${section}`)}
            />
          ))}
        </Group>
        <Group heading="Do">
          <Entry
            value={isDark ? 'Use the light theme' : 'Use the dark theme'}
            Icon={SunMoon}
            onSelect={() => {
              choose(isDark ? 'light' : 'dark');
              onClose();
            }}
          />
          <Entry value="Keyboard shortcuts" Icon={Keyboard} onSelect={() => openPanel('shortcuts')} />
          <Entry value="Show me around" Icon={Compass} onSelect={() => openPanel('tour')} />
        </Group>
        <Found words={words} go={go} />
      </Command.List>
    </Command.Dialog>
  );
}

/** What the gateway knows under these words. */
function Found({ words, go }: { words: string; go: (to: string) => void }) {
  const name = useDebounced(words.trim(), SETTLE_MS);
  const query = useQuery({
    queryKey: ['commands', name],
    enabled: name.length > 1,
    queryFn: async () => {
      const [runs, workflows, results] = await Promise.all([
        client.GET('/pipelines', { params: { query: { name, limit: MOST } } }).then(dataOf),
        client.GET('/blueprints', { params: { query: { q: name, limit: MOST } } }).then(dataOf),
        client.GET('/library', { params: { query: { q: name, limit: MOST } } }).then(dataOf),
      ]);
      return { runs: runs.items, workflows: workflows.items, results: results.items };
    },
  });
  if (!query.data || name.length < 2) return null;
  const { runs, workflows, results } = query.data;
  return (
    <>
      <Group heading="Workflows">
        {workflows.map((one) => (
          <Entry key={one.name} value={one.name} Icon={GitFork} onSelect={() => go(`/workflows/${one.name}`)} />
        ))}
      </Group>
      <Group heading="Runs">
        {runs.map(({ id, name: title }) => (
          <Entry
            key={id}
            value={`${title} ${id}`}
            label={title}
            Icon={Workflow}
            onSelect={() => go(`/pipelines/${id}`)}
          />
        ))}
      </Group>
      <Group heading="Results">
        {results.map(({ digest, name: own, prompt }) => (
          <Entry
            key={digest}
            value={`${own ?? ''} ${prompt ?? ''} ${name} ${digest}`}
            label={prompt || own || digest.slice(0, 12)}
            Icon={Images}
            picture={thumbnail(digest, 128)}
            onSelect={() => go(`/library?item=${digest}`)}
          />
        ))}
      </Group>
    </>
  );
}

const Group = ({ heading, children }: { heading: string; children: ReactNode }) => (
  <Command.Group
    heading={heading}
    className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-[12px] [&_[cmdk-group-heading]]:font-[560] [&_[cmdk-group-heading]]:text-muted"
  >
    {children}
  </Command.Group>
);

interface EntryProps {
  value: string;
  label?: string;
  Icon: LucideIcon;
  picture?: string;
  onSelect: () => void;
}

function Entry({ value, label = value, Icon, picture, onSelect }: EntryProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-11 items-center gap-3 rounded-md px-2.5 data-[selected=true]:bg-raised sm:min-h-10"
    >
      {picture === undefined ? (
        <Icon className="size-4 text-muted" aria-hidden />
      ) : (
        <img src={picture} alt="" className="size-7 rounded-md object-cover" />
      )}
      <span className="truncate">{label}</span>
    </Command.Item>
  );
}
