import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { recentQuery } from '@/api/queries';
import { plural } from '@/lib/format';

/** Says that something waits for a decision, and goes there. */
export function ToReview() {
  const { data } = useQuery(recentQuery);
  const waiting = data?.items.reduce((sum, { in_review: count }) => sum + count, 0) ?? 0;
  if (waiting === 0) return null;
  return (
    <Link
      to="/review"
      className="relative flex h-8 items-center gap-2 rounded-full border border-review px-3 text-[13px] font-[560] whitespace-nowrap text-review tabular before:absolute before:-inset-x-1 before:-inset-y-1.5"
    >
      <span className="sm:hidden" aria-hidden>
        {waiting} to review
      </span>
      <span className="max-sm:sr-only">{plural(waiting, 'result')} to review</span>
    </Link>
  );
}
