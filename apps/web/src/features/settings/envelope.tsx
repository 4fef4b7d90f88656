import type { Schemas } from '@/api/client';
import { dollars } from '@/lib/format';

/** What is spent and set aside, of what may be. Without a limit there is no bar. */
export function EnvelopeBar({ label, envelope }: { label: string; envelope: Schemas['EnvelopeDto'] }) {
  const { limit_usd: limit, spent_usd: spent, reserved_usd: reserved } = envelope;
  const share = (amount: number) => (limit ? Math.min(100, (amount / limit) * 100) : amount > 0 ? 100 : 0);
  const used = share(spent);
  const over = limit !== undefined && spent + reserved >= limit;
  return (
    <div className="flex flex-col gap-1.5">
      <p className="flex flex-wrap justify-between gap-x-4 text-[13px] tabular">
        <span>
          {dollars(spent)} spent{reserved > 0 && <span className="text-muted"> · {dollars(reserved)} set aside</span>}
        </span>
        <span className={over ? 'text-failed' : 'text-muted'}>
          {limit === undefined ? 'no limit' : over ? `${dollars(limit)} is used up` : `of ${dollars(limit)}`}
        </span>
      </p>
      {limit !== undefined && (
        <div
          role="meter"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={limit}
          aria-valuenow={Math.min(limit, spent + reserved)}
          aria-valuetext={`${dollars(spent)} spent and ${dollars(reserved)} set aside of ${dollars(limit)}`}
          className="flex h-1.5 overflow-hidden rounded-full bg-line"
        >
          <div className={over ? 'bg-failed' : 'bg-accent'} style={{ width: `${used}%` }} />
          <div className="bg-accent/45" style={{ width: `${Math.min(100 - used, share(reserved))}%` }} />
        </div>
      )}
    </div>
  );
}
