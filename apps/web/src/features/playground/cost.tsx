import { ApiProblem } from '@/api/client';
import type { Estimate } from '@/api/client';
import { dollars } from '@/lib/format';

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

function Lines({ estimate }: { estimate: Estimate }) {
  return (
    <dl className="flex flex-col gap-1.5">
      {estimate.steps.map((line) => (
        <div key={line.step_id} className="flex justify-between gap-3">
          <dt className="text-muted tabular">
            {line.label} · {line.count} ×{' '}
            {line.unit_usd === undefined ? 'unknown' : line.unit_usd === 0 ? 'free' : dollars(line.unit_usd)}
          </dt>
          <dd className="font-[600] tabular">{line.total_usd === undefined ? '?' : dollars(line.total_usd)}</dd>
        </div>
      ))}
      <div className="mt-1.5 flex justify-between border-t border-line pt-2.5 text-sm">
        <dt className="font-[640]">Total</dt>
        <dd className="font-[640] tabular">{dollars(estimate.total_usd)}</dd>
      </div>
      {estimate.unpriced.length > 0 && (
        <p className="text-muted">Without the price of {estimate.unpriced.join(', ')}, which nobody has told.</p>
      )}
    </dl>
  );
}
