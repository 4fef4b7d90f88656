import { useQuery } from '@tanstack/react-query';
import { Clapperboard, Film, Images } from 'lucide-react';
import type { ReactNode } from 'react';
import { recentQuery } from '@/api/queries';
import { age, sentence } from '@/lib/format';
import { Dot, toneOf } from '@/ui/dot';
import type { Mode } from './settings';
import type { Change } from './store';

const CARDS: { mode: Mode; Icon: typeof Film; title: string; text: string; words: string }[] = [
  {
    ...{ mode: 'images', Icon: Images, title: 'Make images' },
    ...{
      text: 'From words, or change your own pictures.',
      words: 'A lighthouse in a storm, waves breaking over the rocks',
    },
  },
  {
    ...{ mode: 'videos', Icon: Film, title: 'Animate' },
    ...{ text: 'Drop pictures and say how they move.', words: 'Slow zoom, clouds drifting' },
  },
  {
    ...{ mode: 'chain', Icon: Clapperboard, title: 'Full chain' },
    ...{ text: 'Prompts to images to videos, in one go.', words: 'An eagle over the clouds\n---\nA fox in the snow' },
  },
];

/** The first screen: what one can do, and what was done before. */
export function Start({
  composer,
  change,
  onRun,
}: {
  composer: ReactNode;
  change: Change;
  onRun: (id: string) => void;
}) {
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-1 flex-col justify-center gap-6 py-8">
      <h1 className="text-center text-2xl font-[680] tracking-tight sm:text-3xl">What do you want to create?</h1>
      {composer}
      <ul className="grid gap-3 sm:grid-cols-3">
        {CARDS.map(({ mode, Icon, title, text, words }) => (
          <li key={mode}>
            <button
              type="button"
              onClick={() => change({ mode, words })}
              className="flex size-full flex-col gap-1 rounded-media border border-line bg-panel p-4 text-left transition-colors hover:border-dim"
            >
              <Icon className="mb-2 size-5 text-accent-text" aria-hidden />
              <span className="font-[640]">{title}</span>
              <span className="text-[13px] text-muted">{text}</span>
            </button>
          </li>
        ))}
      </ul>
      <Recent onRun={onRun} />
    </div>
  );
}

const SHOWN = 5;

function Recent({ onRun }: { onRun: (id: string) => void }) {
  const { data } = useQuery(recentQuery);
  if (!data || data.items.length === 0) return null;
  return (
    <section aria-label="Recent work">
      <h2 className="mb-2 text-[13px] font-[560] text-muted">Recent</h2>
      <ul className="divide-y divide-line overflow-hidden rounded-media border border-line bg-panel">
        {data.items.slice(0, SHOWN).map(({ id, name, status, created_at }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => onRun(id)}
              className="flex w-full items-center gap-3 px-4 py-3 text-left transition-colors hover:bg-raised"
            >
              <Dot tone={toneOf(status)} />
              <span className="flex-1 truncate">{name}</span>
              <span className="text-[13px] text-muted">{sentence(status)}</span>
              <span className="w-20 text-right text-[13px] text-muted tabular">{age(created_at)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
