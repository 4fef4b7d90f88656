import { useQuery } from '@tanstack/react-query';
import { ApiProblem } from '@/api/client';
import type { Estimate } from '@/api/client';
import { budgetsQuery } from '@/api/queries';
import { dollars, duration } from '@/lib/format';
import { labelOf } from './step-names';

/** The bill before anything runs: so many, at so much each. */
export function Cost({ estimate, problem }: { estimate: Estimate | undefined; problem: Error | null }) {
  return (
    <section
      data-tour="cost"
      aria-label="Cost"
      aria-live="polite"
      className="rounded-media border border-line bg-panel p-3 text-[13px]"
    >
      {problem ? (
        <p className="text-failed">
          {problem instanceof ApiProblem ? problem.problem.detail : 'The price could not be asked for.'}
        </p>
      ) : estimate ? (
        <Lines estimate={estimate} />
      ) : (
        <p className="text-muted">What it costs is shown here before anything runs.</p>
      )}
    </section>
  );
}

type Line = Estimate['steps'][number];

function unitOf({ unit_usd: unit, provider }: Line): string {
  if (unit === undefined) return 'unknown';
  if (unit > 0) return dollars(unit);
  return provider === 'comfyui' ? 'your GPU' : 'free';
}

function Lines({ estimate }: { estimate: Estimate }) {
  const cached = estimate.steps.reduce((sum, line) => sum + line.cached, 0);
  const saved = estimate.steps.reduce((sum, line) => sum + (line.saved_usd ?? 0), 0);
  return (
    <dl className="flex flex-col gap-1.5">
      {estimate.steps.map((line) => (
        <div key={line.step_id} className="flex justify-between gap-3">
          <dt className="text-muted tabular">
            {labelOf(line)} · {line.count} × {unitOf(line)}
          </dt>
          <dd className="font-[600] tabular">{line.total_usd === undefined ? '?' : dollars(line.total_usd)}</dd>
        </div>
      ))}
      {cached > 0 && (
        <div className="flex justify-between gap-3 text-done tabular">
          <dt>{cached} from cache</dt>
          <dd className="font-[600]">{saved > 0 ? `−${dollars(saved)}` : dollars(0)}</dd>
        </div>
      )}
      <div className="mt-1.5 flex items-baseline justify-between border-t border-line pt-2.5 text-sm">
        <dt className="font-[640]">
          Total
          {estimate.seconds >= 1 && (
            <span className="ml-2 text-[13px] font-[450] text-muted tabular">about {duration(estimate.seconds)}</span>
          )}
        </dt>
        <dd className="font-[640] tabular">{dollars(estimate.total_usd)}</dd>
      </div>
      <Left total={estimate.total_usd} />
      {estimate.unpriced.length > 0 && (
        <p className="text-muted">Without the price of {estimate.unpriced.join(', ')}, which nobody has told.</p>
      )}
    </dl>
  );
}

/** What may still be spent today once this is. */
function Left({ total }: { total: number }) {
  const { data } = useQuery(budgetsQuery);
  if (data?.day.limit_usd === undefined) return null;
  const left = data.day.limit_usd - data.day.spent_usd - data.day.reserved_usd - total;
  return (
    <div className="flex justify-between text-muted tabular">
      <dt>Left today after this</dt>
      <dd className={left < 0 ? 'font-[600] text-failed' : ''}>
        {left < 0 ? `${dollars(-left)} too much` : dollars(left)}
      </dd>
    </div>
  );
}
