import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronRight, LoaderCircle, Plug } from 'lucide-react';
import { client, dataOf } from '@/api/client';
import type { Provider, Schemas } from '@/api/client';
import { providersQuery } from '@/api/queries';
import { when } from '@/lib/when';
import { Button } from '@/ui/button';
import { Dot } from '@/ui/dot';
import { Card, Read, Section } from '../parts';
import { modelRows, standing } from './state';
import type { ModelRow } from './state';

export function Providers() {
  const providers = useQuery(providersQuery);
  return (
    <Section
      title="Providers"
      text="Who makes pictures, videos, sound and words here. What is built in is free and always there; the others are there once the gateway knows their key or address."
    >
      <Read query={providers} places={5}>
        {(all) => {
          const order = (one: Provider) => (one.configured ? 0 : 1);
          return (
            <ul className="flex flex-col gap-3">
              {[...all]
                .sort((a, b) => order(a) - order(b))
                .map((provider) => (
                  <li key={provider.id}>
                    <ProviderCard provider={provider} />
                  </li>
                ))}
            </ul>
          );
        }}
      </Read>
    </Section>
  );
}

function ProviderCard({ provider }: { provider: Provider }) {
  const { id, title, configured, models } = provider;
  const { tone, words, why } = standing(provider);
  const queries = useQueryClient();
  const test = useMutation({
    mutationFn: async () => dataOf(await client.POST('/providers/{id}/test', { params: { path: { id } } })),
    // What it can do may be known better now.
    onSuccess: () => queries.invalidateQueries({ queryKey: providersQuery.queryKey }),
  });
  return (
    <Card className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-40 flex-1">
          <h3 className="font-[600]">{title}</h3>
          <p className="flex items-center gap-2 text-[13px] text-muted">
            <Dot tone={tone} />
            {words}
          </p>
        </div>
        {configured && (
          <Button size="small" disabled={test.isPending} onClick={() => test.mutate()}>
            {test.isPending ? <LoaderCircle className="animate-spin" aria-hidden /> : <Plug aria-hidden />}
            Test the connection<span className="sr-only"> to {title}</span>
          </Button>
        )}
      </div>
      {why.map((reason) => (
        <p key={reason} className={tone === 'failed' ? 'text-failed' : 'text-muted'}>
          {reason}
        </p>
      ))}
      <div role="status" className="empty:hidden">
        {test.error && <p className="text-failed">{test.error.message}</p>}
        {test.data && <Finding probe={test.data} />}
      </div>
      {configured && <Models rows={modelRows(models)} />}
    </Card>
  );
}

/** What came of a test. */
function Finding({ probe: { ok, code, detail, hint, latency_ms, checked_at } }: { probe: Schemas['ProbeDto'] }) {
  return (
    <div className="flex gap-2.5 rounded-control border border-line bg-raised px-3 py-2.5">
      <span className="pt-1.5">
        <Dot tone={ok ? 'done' : 'failed'} />
      </span>
      <div className="min-w-0">
        <p className="font-[560]">
          {ok ? 'It works' : 'It does not work'}
          <span className="font-[450] text-muted tabular">
            {' '}
            · {latency_ms} ms · {when(checked_at)}
          </span>
        </p>
        <p className="break-words text-muted">{detail}</p>
        {!ok && (
          <p className="text-muted">
            {hint} {code !== undefined && <code className="font-mono text-[12px]">{code}</code>}
          </p>
        )}
      </div>
    </div>
  );
}

function Models({ rows }: { rows: readonly ModelRow[] }) {
  return (
    <details className="group">
      <summary className="-mx-2 flex min-h-11 cursor-pointer list-none items-center gap-2 rounded-control px-2 text-[13px] font-[520] text-muted hover:text-text sm:min-h-8 [&::-webkit-details-marker]:hidden">
        <ChevronRight className="size-4 transition-transform group-open:rotate-90" aria-hidden />
        What it makes, takes and costs
      </summary>
      <ul className="mt-1 divide-y divide-line border-t border-line">
        {rows.map((row) => (
          <li key={row.model} className="grid gap-x-4 gap-y-1 py-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_8rem]">
            <div className="min-w-0">
              <p className="font-[560] break-words">{row.title}</p>
              <p className="font-mono text-[12px] break-all text-muted">{row.model}</p>
            </div>
            <div className="text-[13px] text-muted">
              <p>{row.steps.join(', ')}</p>
              {row.limits !== '' && <p>{row.limits}</p>}
              {row.why !== undefined && <p className="break-words text-failed">{row.why}</p>}
            </div>
            <p className="text-[13px] tabular sm:text-right">{row.price}</p>
          </li>
        ))}
      </ul>
    </details>
  );
}
