import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Schemas } from '@/api/client';
import { age, dollars, sentence, size } from '@/lib/format';
import { CopyButton } from '@/ui/code';
import { Skeletons } from '@/ui/skeleton';
import { itemQuery } from '../queries';
import { Actions } from './actions';
import { Lineage } from './lineage';
import { Name } from './name';
import { Recipe } from './recipe';
import { Tags } from './tags';
import { Versions } from './versions';

export type Detail = Schemas['LibraryItemDetailDto'];

interface DetailsProps {
  digest: string;
  onGone: () => void;
  onOpen: (digest: string) => void;
}

const FRAME =
  'flex max-h-[46dvh] w-full shrink-0 flex-col gap-5 overflow-y-auto overscroll-contain border-line p-4 max-lg:border-t lg:max-h-none lg:w-92 lg:border-l';

/** How something was made, and what can be done with it. */
export function Details({ digest, onGone, onOpen }: DetailsProps) {
  const { data: item, error } = useQuery(itemQuery(digest));
  if (error)
    return (
      <aside aria-label="How this was made" className={FRAME}>
        <p className="text-failed">{error.message}</p>
      </aside>
    );
  if (!item)
    return (
      <aside aria-hidden className={FRAME}>
        <Skeletons count={6} className="h-8 shrink-0" />
      </aside>
    );
  return (
    <aside aria-label="How this was made" tabIndex={0} className={FRAME}>
      <Name item={item} />
      <Actions item={item} onGone={onGone} />
      {item.prompt && (
        <Section title="Prompt" action={<CopyButton text={promptOf(item)} />}>
          <p className="text-[15px] leading-6 whitespace-pre-wrap">{promptOf(item)}</p>
        </Section>
      )}
      <Tags item={item} />
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-[13px]">
        {factsOf(item).map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </dl>
      <Versions item={item} onOpen={onOpen} />
      <Lineage digest={digest} onOpen={onOpen} />
      <Recipe item={item} />
    </aside>
  );
}

export const Section = ({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) => (
  <section aria-label={title} className="flex flex-col gap-2">
    <div className="flex min-h-8 items-center justify-between gap-2">
      <h3 className="text-[13px] font-[560] text-muted">{title}</h3>
      {action}
    </div>
    {children}
  </section>
);

export const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd className="min-w-0 text-right break-words tabular">{children}</dd>
  </>
);

/** The item has its beginning; the recipe has all of it. */
function promptOf({ prompt = '', recipe }: Detail): string {
  const config = (recipe?.config ?? {}) as Record<string, unknown>;
  const whole = Object.values(config).find((value) => typeof value === 'string' && value.trim().startsWith(prompt));
  return typeof whole === 'string' ? whole.trim() : prompt;
}

function factsOf(item: Detail): [string, string][] {
  const { step_type, provider, model, width, height, cost_actual, created_at, source, duration_sec } = item;
  const made = new Date(created_at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    [
      ['Source', source === 'upload' ? 'Brought by you' : `Made by ${sentence(step_type ?? 'a step')}`],
      ['Model', model && (model === provider ? model : `${model} · ${provider ?? ''}`)],
      ['Size', width && height ? `${width} × ${height} px` : undefined],
      ['Length', duration_sec !== undefined ? `${Number(duration_sec.toFixed(1))} s` : undefined],
      ['File', `${item.mime.split('/')[1]?.toUpperCase() ?? ''} · ${size(item.bytes)}`],
      ['Cost', cost_actual === undefined ? undefined : dollars(cost_actual / 1e6)],
      [source === 'upload' ? 'Brought' : 'Made', `${made} (${age(created_at)})`],
    ] as [string, string | undefined][]
  ).flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : []));
}
