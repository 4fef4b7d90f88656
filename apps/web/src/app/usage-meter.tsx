import { useQuery } from '@tanstack/react-query';
import { budgetsQuery } from '@/api/queries';
import { dollars } from '@/lib/format';
import { Tip } from '@/ui/tip';

/** What was spent today, of what may be. */
export function UsageMeter() {
  const { data } = useQuery(budgetsQuery);
  if (!data) return <span className="h-5 w-28" aria-hidden />;
  const { spent_usd: spent, reserved_usd: reserved, limit_usd: limit } = data.day;
  const share = limit ? Math.min(1, (spent + reserved) / limit) : 0;
  const text = limit === undefined ? `${dollars(spent)} today` : `${dollars(spent)} of ${dollars(limit)} today`;
  return (
    <Tip
      text={
        reserved > 0 ? `${dollars(reserved)} more is set aside for what runs` : 'Everybody together, since midnight UTC'
      }
    >
      <span className="flex items-center gap-2 text-muted tabular" tabIndex={0}>
        <span className="text-[13px] whitespace-nowrap max-sm:hidden">{text}</span>
        <span className="text-[13px] sm:hidden">
          {dollars(spent)}
          <span className="sr-only"> spent today</span>
        </span>
        {limit !== undefined && (
          <span className="hidden h-1 w-20 overflow-hidden rounded-full bg-line sm:block" aria-hidden>
            <span className="block h-full bg-accent" style={{ width: `${share * 100}%` }} />
          </span>
        )}
      </span>
    </Tip>
  );
}
