import { queryOptions } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { dollars, duration, sentence } from '@/lib/format';

type Plan = Schemas['PlanDto'];

/** What running a pipeline again, or forking it, with changes would do and cost. */
export const planAgainQuery = (id: string, changes: Schemas['ChangesDto']) =>
  queryOptions({
    queryKey: ['plan-again', id, changes],
    queryFn: async ({ signal }) =>
      dataOf(await client.POST('/pipelines/{id}/plan', { params: { path: { id } }, body: changes, signal })),
    placeholderData: (before) => before,
    retry: false,
    staleTime: 10_000,
  });

/** Tasks that are made anew. */
export const anewIn = ({ steps }: Pick<Plan, 'steps'>): number =>
  steps.reduce((sum, { tasks = 1, cached }) => sum + Math.max(0, tasks - cached), 0);

const priceOf = (micro: number | undefined) =>
  micro === undefined ? '?' : micro === 0 ? 'free' : dollars(micro / 1e6);

/** What is taken as it is, what is made anew, and what that costs. */
export function PlanAgain({ plan }: { plan: Plan }) {
  return (
    <table className="w-full text-[13px] tabular" aria-label="What is made anew">
      <thead className="text-left text-muted">
        <tr>
          <th className="py-1 font-[520]">Step</th>
          <th className="py-1 text-right font-[520]">Reused</th>
          <th className="py-1 text-right font-[520]">Anew</th>
          <th className="py-1 text-right font-[520]">Price</th>
        </tr>
      </thead>
      <tbody>
        {plan.steps.map(({ id, tasks = 1, cached, cost_micro_dollars: cost }) => (
          <tr key={id} className="border-t border-line">
            <th className="py-1.5 text-left font-[520]">{sentence(id)}</th>
            <td className="py-1.5 text-right text-done">{cached > 0 ? cached : ''}</td>
            <td className="py-1.5 text-right">
              {tasks - cached > 0 && `${plan.uncounted.includes(id) ? 'up to ' : ''}${tasks - cached}`}
            </td>
            <td className="py-1.5 text-right">{tasks - cached > 0 && priceOf(cost)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="border-t border-line-strong text-sm font-[640]">
          <th className="py-2 text-left">Total</th>
          <td />
          <td className="py-2 text-right">{anewIn(plan)}</td>
          <td className="py-2 text-right">{dollars(plan.cost_micro_dollars / 1e6)}</td>
        </tr>
        <tr>
          <td colSpan={4} className="text-muted">
            about {duration(plan.seconds)} of work
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
