import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { LoaderCircle } from 'lucide-react';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { pipelineQuery } from '@/api/queries';
import { dollars, duration, plural, sentence } from '@/lib/format';
import { thumbnail } from '@/lib/media';
import { Button } from '@/ui/button';
import { Skeleton } from '@/ui/skeleton';
import { toast, toastError } from '@/ui/toasts';
import { PriceLines } from '@/widgets/price-lines';
import { titleOf } from './items';
import { pilotQuery } from './queries';

const MOST_SHOWN = 12;

type Quote = Schemas['PilotDto'];

/** What some cells really cost and took, and what the rest will; make it, or leave it out. */
export function Pilot({ id }: { id: string }) {
  const { data: quote, error } = useQuery(pilotQuery(id));
  const release = useRelease(id);
  if (error) return <p className="text-failed">{error.message}</p>;
  if (!quote) return <Skeleton className="h-64 rounded-media" />;
  return (
    <section
      aria-label="Pilot"
      className="flex flex-col gap-5 rounded-media border border-review/60 bg-panel p-4 sm:p-5"
    >
      <div>
        <h2 className="text-base font-[640]">The pilot of {plural(quote.cells, 'result')} is made</h2>
        <p className="text-muted">
          The rest is held until you say so. Its price below is what the pilot really cost, not the price list.
        </p>
      </div>
      <Made id={id} />
      <div className="grid gap-5 sm:grid-cols-2">
        <Measured quote={quote} />
        <div className="flex flex-col gap-2">
          <h3 className="text-[13px] font-[600]">The rest, at that price</h3>
          <PriceLines estimate={quote.rest} total="The rest" />
          <p className="text-[13px] text-muted tabular">about {duration(quote.rest_seconds)} of work</p>
        </div>
      </div>
      <div className="flex flex-wrap justify-end gap-2">
        <Button disabled={release.isPending} onClick={() => release.mutate('leave_out')}>
          Leave the rest out
        </Button>
        <Button kind="accent" disabled={release.isPending} onClick={() => release.mutate('make')} className="tabular">
          {release.isPending && <LoaderCircle className="animate-spin" />}
          Make the rest · {quote.rest.total_usd === 0 ? 'free' : dollars(quote.rest.total_usd)}
        </Button>
      </div>
    </section>
  );
}

/** What it made, of the last step that made something. */
function Made({ id }: { id: string }) {
  const { data: pipeline } = useQuery(pipelineQuery(id));
  const pictures = pipeline?.outputs.filter(({ type }) => type === 'image' || type === 'video') ?? [];
  const last = pictures.at(-1)?.step_id;
  return (
    <ul className="flex gap-2 overflow-x-auto" aria-label="What the pilot made" tabIndex={0}>
      {pictures
        .filter(({ step_id }) => step_id === last)
        .slice(0, MOST_SHOWN)
        .map(({ digest, task_id }) => (
          <li key={task_id} className="h-28 shrink-0">
            <Link to="/" search={{ run: id }} aria-label={`${titleOf(task_id)}, in the run`}>
              <img src={thumbnail(digest, 256)} alt="" className="h-full rounded-control object-cover" />
            </Link>
          </li>
        ))}
    </ul>
  );
}

function Measured({ quote }: { quote: Quote }) {
  const told = (usd: number | undefined) => (usd === undefined ? '–' : usd === 0 ? 'free' : dollars(usd));
  return (
    <div className="flex flex-col gap-2">
      <h3 className="text-[13px] font-[600]">What one really cost and took</h3>
      <table className="w-full text-[13px] tabular">
        <thead className="text-left text-muted">
          <tr>
            <th className="py-1 font-[520]">Step</th>
            <th className="py-1 text-right font-[520]">Listed</th>
            <th className="py-1 text-right font-[520]">Billed</th>
            <th className="py-1 text-right font-[520]">Time</th>
          </tr>
        </thead>
        <tbody>
          {quote.steps.map((step) => (
            <tr key={step.step_id} className="border-t border-line">
              <th className="py-1.5 text-left font-[520]">
                {sentence(step.step_id)} <span className="text-muted">{step.made} made</span>
              </th>
              <td className="py-1.5 text-right text-muted">{told(step.listed_usd)}</td>
              <td className="py-1.5 text-right font-[600]">{told(step.measured_usd)}</td>
              <td className="py-1.5 text-right text-muted">
                {step.measured_seconds === undefined ? '–' : duration(step.measured_seconds)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="text-[13px] text-muted tabular">
        {dollars(quote.spent_usd)} spent so far, {dollars(quote.total_usd)} with the rest;{' '}
        {dollars(quote.estimated_usd)} was estimated.
      </p>
    </div>
  );
}

function useRelease(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (rest: 'make' | 'leave_out') =>
      dataOf(await client.POST('/pipelines/{id}/release', { params: { path: { id } }, body: { rest } })),
    onSuccess: (pipeline, rest) => {
      queries.setQueryData(pipelineQuery(id).queryKey, pipeline);
      toast(rest === 'make' ? 'The rest is being made' : 'The rest is left out');
    },
    onError: (error) => toastError('That was not taken', error),
    onSettled: () =>
      Promise.all([['pipelines'], ['pilot', id]].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
