import { useQuery } from '@tanstack/react-query';
import { Clapperboard, PenLine, RotateCw, SlidersHorizontal } from 'lucide-react';
import type { Output, Pipeline } from '@/api/client';
import { dollars, sentence } from '@/lib/format';
import { thumbnail } from '@/lib/media';
import { Button } from '@/ui/button';
import { Code, CopyButton } from '@/ui/code';
import { Skeleton } from '@/ui/skeleton';
import type { Item } from './marks';
import { promptOf, sourcesOf } from './recipe';
import type { Recipe } from './recipe';
import { recipeQuery } from './recipe-query';
import { priceOfOne } from './use-again';
import type { Again } from './use-again';

interface DetailsProps {
  output: Output;
  item: Item | undefined;
  pipeline: Pipeline;
  again: Again;
}

/** How one result was made, and what can be done with it. */
export function Details({ output, item, pipeline, again }: DetailsProps) {
  const { data: recipe, isPending } = useQuery(recipeQuery(output.digest));
  const price = priceOfOne(pipeline, output.step_id);
  return (
    <aside
      aria-label="Details"
      className="flex max-h-[50dvh] w-full shrink-0 flex-col gap-4 overflow-y-auto border-t border-line bg-panel p-4 lg:max-h-none lg:w-84 lg:border-t-0 lg:border-l"
    >
      {recipe ? <Made recipe={recipe} output={output} item={item} /> : isPending && <Skeleton className="h-40" />}
      <div className="grid grid-cols-2 gap-2">
        <Button size="small" onClick={() => again.again.mutate(output)}>
          <RotateCw /> Again{price ? ` · ${dollars(price)}` : ''}
        </Button>
        <Button size="small" onClick={() => again.modify.mutate(output)}>
          <SlidersHorizontal /> Change
        </Button>
        {output.type === 'image' && (
          <>
            <Button size="small" onClick={() => again.use(output, 'videos')}>
              <Clapperboard /> Animate
            </Button>
            <Button size="small" onClick={() => again.use(output, 'images')}>
              <PenLine /> Edit
            </Button>
          </>
        )}
      </div>
      {recipe && (
        <details className="text-[13px]">
          <summary className="min-h-11 cursor-pointer py-3 text-muted sm:min-h-9 sm:py-2">Recipe as data</summary>
          <Code text={JSON.stringify(recipe, null, 2)} label="Recipe" />
        </details>
      )}
    </aside>
  );
}

function Made({ recipe, output, item }: { recipe: Recipe; output: Output; item: Item | undefined }) {
  const prompt = promptOf(recipe);
  const { width, height } = output.facts ?? {};
  const cost = item?.cost_actual;
  const facts: [string, unknown][] = [
    ['Model', [...new Set([recipe.provider.model, recipe.provider.id])].join(', ')],
    ['Size', typeof width === 'number' && typeof height === 'number' ? `${width} × ${height}` : undefined],
    ['Seed', recipe.seed],
    ['Duration', typeof recipe.config.duration === 'number' ? `${recipe.config.duration} s` : undefined],
    ...SHOWN.map((name): [string, unknown] => [sentence(name), recipe.config[name]]),
    ['Cost', cost === undefined ? undefined : dollars(cost / 1e6)],
  ];
  return (
    <>
      {prompt !== '' && (
        <section>
          <p className="text-base whitespace-pre-line select-text">{prompt}</p>
          <div className="mt-2">
            <CopyButton text={prompt} label="Copy the prompt" />
          </div>
        </section>
      )}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-[13px]">
        {facts.map(([name, value]) =>
          typeof value === 'string' || typeof value === 'number' ? (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="tabular select-text">{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      <From recipe={recipe} />
    </>
  );
}

/** Settings worth telling. */
const SHOWN = ['resolution', 'quality', 'style', 'aspect'];

function From({ recipe }: { recipe: Recipe }) {
  const sources = sourcesOf(recipe).flatMap(([, digests]) => digests.slice(0, 1));
  if (sources.length === 0) return null;
  return (
    <section aria-label="Made from">
      <h3 className="mb-1.5 text-[13px] text-muted">Made from</h3>
      <div className="flex flex-wrap gap-2">
        {sources.map((digest) => (
          <img
            key={digest}
            src={thumbnail(digest, 256)}
            alt="What it was made from"
            className="h-20 rounded-control border border-line object-cover"
          />
        ))}
      </div>
    </section>
  );
}
