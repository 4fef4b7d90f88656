import type { Estimate } from '@/api/client';
import { PriceLines } from '@/widgets/price-lines';
import { Details } from './details';
import type { Item } from './items';
import type { Review } from './use-review';

export interface AboutProps {
  id: string;
  item: Item;
  review: Review;
  left: Estimate | undefined;
  onCompare: (version: number) => void;
}

/** How the one in sight was made, what it was before, and what follows. */
export function About({ id, item, review, left, onCompare }: AboutProps) {
  return (
    <div className="flex min-h-full flex-col gap-5">
      <Details
        pipeline={id}
        item={item}
        onRestore={(version) => review.restore.mutate({ item, version })}
        onCompare={onCompare}
      />
      {left && (
        <section
          aria-label="What follows"
          aria-live="polite"
          className="mt-auto rounded-media border border-line bg-panel p-3"
        >
          <h3 className="mb-2 text-[13px] font-[600]">What follows, as decided</h3>
          <PriceLines estimate={left} />
        </section>
      )}
    </div>
  );
}
