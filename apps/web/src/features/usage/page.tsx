import { useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { ChartColumn, Download } from 'lucide-react';
import { Suspense, lazy } from 'react';
import { budgetsQuery } from '@/api/queries';
import { dollars } from '@/lib/format';
import { Button, buttonStyle } from '@/ui/button';
import { Empty } from '@/ui/empty';
import { Page } from '@/ui/page';
import { Segmented } from '@/ui/segmented';
import { Skeleton } from '@/ui/skeleton';
import { usageQuery } from './queries';
import { byKey, byModel, csv, drift, driftWords, shapeOf } from './shape';
import type { Usage } from './shape';
import { DaysTable, Totals } from './tables';
import { Unknown } from './unknown';

// Charts weigh more than all the rest of this screen.
const Chart = lazy(() => import('./chart'));

const RANGES = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
] as const;
type Range = (typeof RANGES)[number]['value'];

const route = getRouteApi('/usage');

/** What was spent at providers: by day, model and key, and how estimates held. */
export function UsagePage() {
  const { days: asked } = route.useSearch();
  const navigate = route.useNavigate();
  const range: Range = RANGES.find(({ value }) => value === String(asked))?.value ?? '30';
  const usage = useQuery(usageQuery(Number(range)));
  return (
    <Page
      title="Usage"
      width="text"
      actions={
        <>
          <Segmented
            label="Range"
            value={range}
            options={RANGES}
            onChange={(days) => void navigate({ search: { days: Number(days) }, replace: true })}
          />
          <Button disabled={!usage.data?.items.length} onClick={() => save(usage.data!, range)}>
            <Download aria-hidden />
            CSV
          </Button>
        </>
      }
    >
      {usage.data ? <Report usage={usage.data} days={Number(range)} /> : <Waiting error={usage.error} />}
      <Unknown />
    </Page>
  );
}

const Waiting = ({ error }: { error: Error | null }) =>
  error ? <p role="alert">{error.message}</p> : <Skeleton className="h-96 rounded-media" />;

function save({ items }: Usage, range: Range): void {
  const address = URL.createObjectURL(new Blob([csv(items)], { type: 'text/csv' }));
  const link = document.createElement('a');
  Object.assign(link, { href: address, download: `reelwright-usage-${range}-days.csv` });
  link.click();
  URL.revokeObjectURL(address);
}

function Report({ usage, days }: { usage: Usage; days: number }) {
  const { data: budgets } = useQuery(budgetsQuery);
  const { items, spent_usd, saved } = usage;
  const kept = saved.reduce((sum, { saved_usd }) => sum + saved_usd, 0);
  if (items.length === 0 && kept === 0)
    return (
      <Empty
        icon={ChartColumn}
        title={`Nothing was spent in the last ${days} days`}
        text="What is built in is free. What is made by paid providers is counted here, by day, model and key, as soon as it is billed."
      >
        <Link to="/settings/$section" params={{ section: 'providers' }} className={buttonStyle()}>
          Look at the providers
        </Link>
      </Empty>
    );
  const shape = shapeOf(items, days);
  const limit = budgets?.day.limit_usd;
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Tile term="Spent" text={dollars(spent_usd)} note={`in ${days} days`} />
        <Tile
          term="A day"
          text={dollars(spent_usd / days)}
          note={limit === undefined ? 'no limit of a day' : `of ${dollars(limit)}`}
        />
        <Tile term="Saved by reuse" text={dollars(kept)} note="made before, not paid again" />
        <Tile term="Estimates" text={driftWords(drift(usage))} small />
      </dl>
      <section aria-label="Spent by day" className="rounded-media border border-line bg-panel p-4">
        <h2 className="pb-3 font-[600]">
          Spent by day <span className="font-[450] text-muted">in dollars, days in UTC</span>
        </h2>
        <Suspense fallback={<Skeleton className="h-72" />}>
          <Chart shape={shape} limit={limit} />
        </Suspense>
        <DaysTable shape={shape} />
      </section>
      <div className="grid gap-4 md:grid-cols-2">
        <Totals title="By model" rows={byModel(items)} drift={usage.drift} />
        <Totals title="By key" rows={byKey(items)} />
      </div>
    </>
  );
}

function Tile({ term, text, note, small = false }: { term: string; text: string; note?: string; small?: boolean }) {
  return (
    <div className="rounded-media border border-line bg-panel px-4 py-3">
      <dt className="text-[13px] text-muted">{term}</dt>
      <dd className={small ? 'pt-1 font-[560]' : 'text-xl font-[640] tabular'}>{text}</dd>
      {note !== undefined && <dd className="text-[13px] text-muted tabular">{note}</dd>}
    </div>
  );
}
