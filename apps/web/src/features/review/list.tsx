import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowRight, CheckCheck } from 'lucide-react';
import type { PipelineSummary } from '@/api/client';
import { age, dollars, plural } from '@/lib/format';
import { thumbnail } from '@/lib/media';
import { buttonStyle } from '@/ui/button';
import { Code } from '@/ui/code';
import { Dot } from '@/ui/dot';
import { Empty } from '@/ui/empty';
import { Page } from '@/ui/page';
import { Skeletons } from '@/ui/skeleton';
import { madeInWords } from './follows';
import { madeByQuery, pilotQuery, reviewPriceQuery, someWaitingQuery, waitingPipelinesQuery } from './queries';

const FEW = 5;

/** Every pipeline in which something waits for a person. */
export function ReviewListPage() {
  const { data, isPending, error } = useQuery(waitingPipelinesQuery);
  const items = data?.items ?? [];
  const count = items.reduce((sum, { in_review: waiting }) => sum + waiting, 0);
  return (
    <Page title="Review" count={count > 0 ? `${plural(count, 'result')} waiting` : undefined} width="text">
      {error && <p className="text-failed">What waits could not be read: {error.message}</p>}
      {isPending && <Skeletons count={3} className="h-32 rounded-media" />}
      {!isPending && items.length === 0 && !error && <Nothing />}
      <ul className="flex flex-col gap-3">
        {items.map((pipeline) => (
          <li key={pipeline.id}>
            <Waiting pipeline={pipeline} />
          </li>
        ))}
      </ul>
    </Page>
  );
}

function Waiting({ pipeline: { id, name, in_review: count, pilot, updated_at } }: { pipeline: PipelineSummary }) {
  const piloted = pilot === 'waiting';
  return (
    <Link
      to="/review/$id"
      params={{ id }}
      className="flex flex-col gap-3 rounded-media border border-line bg-panel p-4 transition-colors hover:border-dim"
    >
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Dot tone="review" />
        <span className="min-w-0 truncate text-base font-[600]">{name}</span>
        <span className="text-[13px] text-review tabular">
          {[count > 0 && `${count} to decide`, piloted && 'a pilot to release'].filter(Boolean).join(', ')}
        </span>
        <span className="ml-auto text-[13px] text-muted tabular">{age(updated_at)}</span>
      </span>
      {count > 0 && <Thumbnails id={id} count={count} />}
      <span className="flex items-center gap-2 text-[13px] text-muted tabular">
        {count > 0 ? <Follows id={id} /> : <Rest id={id} />}
        <span className="ml-auto flex items-center gap-1.5 font-[560] text-text">
          Review
          <ArrowRight className="size-4" aria-hidden />
        </span>
      </span>
    </Link>
  );
}

function Thumbnails({ id, count }: { id: string; count: number }) {
  const { data } = useQuery(someWaitingQuery(id, FEW));
  const shown = data?.items.flatMap(({ outputs }) => outputs.slice(0, 1)) ?? [];
  const pictures = shown.filter(({ type }) => type !== 'text' && type !== 'json');
  if (data && pictures.length === 0) return null;
  return (
    <span className="flex gap-2 overflow-hidden">
      {(data ? pictures : Array.from({ length: Math.min(FEW, count) }, () => undefined)).map((output, at) => (
        <span key={at} className="h-18 w-32 shrink-0 overflow-hidden rounded-control bg-raised max-sm:w-24">
          {output && <img src={thumbnail(output.digest, 256)} alt="" className="size-full object-cover" />}
        </span>
      ))}
      {count > pictures.length && data && (
        <span className="grid h-18 w-20 shrink-0 place-items-center rounded-control bg-raised text-muted tabular">
          +{count - pictures.length}
        </span>
      )}
    </span>
  );
}

const price = (usd: number) => (usd === 0 ? 'free' : dollars(usd));

/** What all of it would make, and cost. */
function Follows({ id }: { id: string }) {
  const { data } = useQuery(reviewPriceQuery(id, []));
  const { data: types } = useQuery(madeByQuery);
  if (!data || !types) return <span>…</span>;
  const made = madeInWords(data.left, (type) => types.get(type));
  return (
    <span>{made === '' ? 'Nothing is made after it' : `If all is kept: ${made} · ${price(data.left.total_usd)}`}</span>
  );
}

function Rest({ id }: { id: string }) {
  const { data } = useQuery(pilotQuery(id));
  return <span>{data ? `The rest, at what the pilot cost: ${price(data.rest.total_usd)}` : '…'}</span>;
}

const EXAMPLE = 'reelwright run film.yaml --review keyframe';

function Nothing() {
  return (
    <Empty
      icon={CheckCheck}
      title="Nothing waits for you"
      text="A step whose results you want to see first is marked as one to review: in a workflow by its eye, in the playground under Generate, or at the terminal. What follows it is then only made of what you keep."
    >
      <div className="w-full text-left">
        <Code label="An example at the terminal" text={EXAMPLE} />
      </div>
      <Link to="/workflows" className={buttonStyle({ kind: 'plain' })}>
        Open a workflow
      </Link>
    </Empty>
  );
}
