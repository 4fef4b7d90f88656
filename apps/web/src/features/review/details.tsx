import { useQuery } from '@tanstack/react-query';
import { Columns2, RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { dollars, plural } from '@/lib/format';
import { thumbnail } from '@/lib/media';
import { Button } from '@/ui/button';
import { Skeleton } from '@/ui/skeleton';
import { promptIn, recipeQuery } from '@/widgets/recipe';
import type { Item } from './items';
import { versionsQuery } from './queries';

interface DetailsProps {
  pipeline: string;
  item: Item;
  onRestore: (version: number) => void;
  onCompare: (version: number) => void;
}

/** How the one in sight was made, and what it was before. */
export function Details({ pipeline, item, onRestore, onCompare }: DetailsProps) {
  const { data: recipe, isPending } = useQuery(recipeQuery(item.shown?.digest));
  const prompt = recipe && promptIn(recipe);
  return (
    <div className="flex flex-col gap-5">
      <section aria-label="How it was made" className="flex flex-col gap-3">
        <h2 className="text-base font-[640]">{item.title}</h2>
        {item.shown && isPending ? (
          <Skeleton className="h-16" />
        ) : (
          prompt && <p className="whitespace-pre-wrap">{prompt.text}</p>
        )}
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-[13px]">
          {factsOf(item, recipe?.provider).map(([name, value]) => (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ))}
        </dl>
      </section>
      {item.task.versions > 0 && (
        <Versions pipeline={pipeline} item={item} onRestore={onRestore} onCompare={onCompare} />
      )}
    </div>
  );
}

function factsOf({ task, shown, takes }: Item, provider?: { id: string; model: string }): [string, string][] {
  const { width, height, durationSec } = (shown?.facts ?? {}) as Record<string, number | undefined>;
  return [
    ...(takes.of > 1 ? [['Take', `${takes.at + 1} of ${takes.of}`] as [string, string]] : []),
    ...(provider
      ? [
          ['Model', provider.model === provider.id ? provider.id : `${provider.model} · ${provider.id}`] as [
            string,
            string,
          ],
        ]
      : []),
    ...(width && height ? [['Size', `${width} × ${height}`] as [string, string]] : []),
    ...(durationSec ? [['Length', `${durationSec.toFixed(1)} s`] as [string, string]] : []),
    ['Seed', String(task.seed)],
    ['Cost', task.cost_actual > 0 ? dollars(task.cost_actual / 1e6) : 'free'],
  ];
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd className="truncate text-right tabular">{children}</dd>
  </>
);

function Versions({ pipeline, item, onRestore, onCompare }: DetailsProps) {
  const { data } = useQuery(versionsQuery(pipeline, item.id, item.task.versions));
  return (
    <section aria-label="Versions" className="flex flex-col gap-2">
      <h3 className="text-[13px] font-[600]">{plural(item.task.versions + 1, 'version')}, all kept</h3>
      <ul className="flex flex-col gap-2">
        {data?.toReversed().map(({ version, current, outputs, score }) => (
          <li key={version} className="flex items-center gap-2">
            {outputs[0] && item.kind !== 'text' && (
              <img
                src={thumbnail(outputs[0].digest, 128)}
                alt=""
                className="h-10 w-16 shrink-0 rounded-md bg-raised object-cover"
              />
            )}
            <span className="min-w-0 flex-1 text-[13px]">
              Version {version}
              <span className="block text-muted">
                {current ? 'goes on if kept' : score === undefined ? 'earlier' : `${Math.round(score)} of 100`}
              </span>
            </span>
            {!current && (
              <>
                {(item.kind === 'image' || item.kind === 'video') && (
                  <Button
                    size="small"
                    aria-label={`Compare with version ${version}`}
                    onClick={() => onCompare(version)}
                  >
                    <Columns2 />
                  </Button>
                )}
                <Button size="small" aria-label={`Put version ${version} back`} onClick={() => onRestore(version)}>
                  <RotateCcw />
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
