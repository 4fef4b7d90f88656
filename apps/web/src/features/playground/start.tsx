import { useQuery } from '@tanstack/react-query';
import { Film } from 'lucide-react';
import type { ReactNode } from 'react';
import { client, dataOf } from '@/api/client';
import type { PipelineSummary } from '@/api/client';
import { recentQuery } from '@/api/queries';
import { age, sentence } from '@/lib/format';
import { thumbnail } from '@/lib/media';
import { Dot, toneOf } from '@/ui/dot';
import { toastError } from '@/ui/toasts';
import { EXAMPLES, PROMPTS, exampleFile } from './examples';
import type { Example } from './examples';
import { Moving } from './moving';
import { imagesOf } from './settings';
import type { Settings } from './settings';
import { Templates } from './templates';
import { addFiles } from './uploads';

interface StartProps {
  settings: Settings;
  composer: ReactNode;
  onCompose: (settings: Partial<Settings>) => void;
  onRun: (id: string) => void;
}

/** The first screen: what one can do, and what was done before. */
export function Start({ settings, composer, onCompose, onRun }: StartProps) {
  const begin = ({ mode, words, picture }: Example) => {
    onCompose({ mode, words, variations: undefined });
    if (picture === undefined || imagesOf(settings).length > 0) return;
    exampleFile(picture)
      .then((file) => addFiles([file]))
      .catch((error: unknown) => toastError('The example could not be loaded', error));
  };
  return (
    <div className="mx-auto flex w-full max-w-4xl flex-1 flex-col gap-6 py-4 sm:py-10">
      <h1 className="text-center text-2xl font-[680] tracking-tight sm:text-3xl">What do you want to create?</h1>
      {composer}
      <ul className="grid gap-3 sm:grid-cols-3">
        {EXAMPLES.map((example) => (
          <li key={example.mode}>
            <button
              type="button"
              onClick={() => begin(example)}
              className="group flex size-full overflow-hidden rounded-media border border-line bg-panel text-left transition-colors hover:border-dim max-sm:items-center sm:flex-col"
            >
              <Moving mode={example.mode} />
              <span className="flex flex-col gap-0.5 p-3 sm:p-4">
                <span className="font-[640]">{example.title}</span>
                <span className="text-[13px] text-muted">{example.text}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <section aria-label="Prompts to try" className="flex flex-wrap items-center gap-2">
        <h2 className="text-[13px] font-[560] text-muted">Try</h2>
        {PROMPTS.map(({ words, mode }) => (
          <button
            key={words}
            type="button"
            onClick={() => onCompose({ words, mode, variations: undefined })}
            className="max-w-full truncate rounded-full border border-line px-3 py-2.5 text-[13px] text-muted transition-colors hover:border-dim hover:text-text sm:max-w-72 sm:py-1.5"
          >
            {words.split('\n')[0]}
          </button>
        ))}
      </section>
      <Recent onRun={onRun} />
      <Templates onRun={onRun} />
    </div>
  );
}

const SHOWN = 8;
const LOOKED_THROUGH = 100;

function Recent({ onRun }: { onRun: (id: string) => void }) {
  const { data } = useQuery(recentQuery);
  const { data: pictures } = useQuery({
    queryKey: ['library', 'recent'],
    queryFn: async () => {
      const query = { source: ['output' as const], kind: ['image' as const, 'video' as const], limit: LOOKED_THROUGH };
      return dataOf(await client.GET('/library', { params: { query } }));
    },
    select: ({ items }) => {
      const latest = new Map<string, string>();
      for (const { pipeline_ids: ids, digest } of items)
        for (const id of ids) if (!latest.has(id)) latest.set(id, digest);
      return latest;
    },
    refetchInterval: 15_000,
  });
  if (!data || data.items.length === 0) return null;
  return (
    <section aria-label="Recent work">
      <h2 className="mb-2 text-[13px] font-[560] text-muted">Recent work</h2>
      <ul className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {data.items.slice(0, SHOWN).map((run) => (
          <li key={run.id}>
            <Card run={run} picture={pictures?.get(run.id)} onClick={() => onRun(run.id)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface CardProps {
  run: PipelineSummary;
  picture: string | undefined;
  onClick: () => void;
}

function Card({ run: { name, status, created_at: since }, picture, onClick }: CardProps) {
  return (
    <button type="button" onClick={onClick} className="group block w-full text-left">
      <span className="grid aspect-video place-items-center overflow-hidden rounded-media border border-line bg-panel transition-colors group-hover:border-dim">
        {picture === undefined ? (
          <Film className="size-6 text-muted" strokeWidth={1.5} aria-hidden />
        ) : (
          <img src={thumbnail(picture, 512)} alt="" loading="lazy" className="size-full object-cover" />
        )}
      </span>
      <span className="mt-1.5 block truncate text-[13px] font-[520]">{name}</span>
      <span className="flex items-center gap-1.5 text-[12px] text-muted tabular">
        <Dot tone={toneOf(status)} />
        {sentence(status)} · {age(since)}
      </span>
    </button>
  );
}
