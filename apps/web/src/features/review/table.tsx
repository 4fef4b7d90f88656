import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { Pipeline } from '@/api/client';
import type { Live } from '@/api/events';
import { useDebounced } from '@/lib/use-debounced';
import { Actions } from './actions';
import { About } from './about';
import { ContinueButton } from './continue-button';
import { isDecided, withoutOf } from './decisions';
import { Dialogs } from './dialogs';
import type { Open } from './dialogs';
import { Filmstrip } from './filmstrip';
import { Heading } from './heading';
import type { Item } from './items';
import { reviewPriceQuery } from './queries';
import { Shown } from './shown';
import { Stage } from './stage';
import { actsOn } from './acts';
import { useDecisions } from './use-decisions';
import type { Deciding } from './use-decisions';
import { useReviewKeys } from './use-keys';
import type { Review } from './use-review';

const route = getRouteApi('/review/$id');
const SETTLE_MS = 120;

interface TableProps {
  id: string;
  pipeline: Pipeline;
  /** With at least one item. */
  review: Review;
  live: Live;
}

/** One large, all of them small, what can be decided, and what that makes and costs. */
export function Table({ id, pipeline, review, live }: TableProps) {
  const { items } = review;
  const deciding = useDecisions(id, items);
  const [step, setStep] = useState<string>();
  const [open, setOpen] = useState<Open>();
  // What is shown of the one in sight instead of itself: its texts to change, or a version beside it.
  const [editing, setEditing] = useState(false);
  const [compared, compare] = useState<number>();
  const some = items.filter((item) => step === undefined || item.step === step);
  const strip = some.length > 0 ? some : items;
  const [current, show] = useCurrent(strip, deciding);
  const left = useLeft(id, deciding, items);
  const go = (to: string) => {
    setEditing(false);
    compare(undefined);
    show(to);
  };
  const acts = actsOn({ review, deciding, strip, current, go });
  const fixed = current.redoing || current.choice;
  const edit = () => !fixed && (current.kind === 'text' ? setEditing(true) : setOpen('replace'));
  const redo = () => !fixed && setOpen('redo');
  useReviewKeys({ acts, edit, redo });
  const verdict = deciding.now.verdicts[current.id];
  const about = { id, item: current, review, left, onCompare: compare };
  return (
    <div className="relative flex-1">
      <div className="absolute inset-0 flex flex-col">
        <Heading
          {...{ pipeline, items, step, current, onStep: setStep, onOpen: setOpen }}
          at={strip.indexOf(current)}
          of={strip.length}
          onUndo={deciding.canUndo ? acts.undo : undefined}
        />
        <div className="flex min-h-0 flex-1 border-y border-line">
          <div className="flex min-w-0 flex-1 flex-col">
            <Stage
              item={current}
              verdict={verdict}
              live={live.running.get(current.id)}
              onSwipe={acts.decide}
              isNew={!deciding.canUndo}
            >
              <Shown {...{ id, item: current, review, deciding, acts, editing, setEditing, compared, compare }} />
            </Stage>
            <Filmstrip items={strip} current={current.id} decisions={deciding.now} onShow={go} />
          </div>
          <aside
            aria-label="About it"
            tabIndex={0}
            className="hidden w-80 shrink-0 overflow-y-auto border-l border-line p-4 lg:block"
          >
            <About {...about} />
          </aside>
        </div>
        <div className="flex flex-col gap-2 px-3 py-2 sm:flex-row sm:flex-wrap sm:items-center sm:justify-between sm:px-4">
          <Actions item={current} verdict={verdict} onDecide={acts.decide} onEdit={edit} onRedo={redo} />
          <ContinueButton deciding={deciding} left={left} busy={review.send.isPending} onContinue={acts.send} />
        </div>
      </div>
      <Dialogs {...{ review, items, acts, open, setOpen, about }} />
    </div>
  );
}

/** The one in sight is in the address; without one it is the first that is open. */
function useCurrent(strip: readonly Item[], deciding: Deciding): [Item, (id: string) => void] {
  const { task } = route.useSearch();
  const navigate = route.useNavigate();
  const first = strip.find(({ id, redoing }) => !redoing && !isDecided(deciding.now, id)) ?? strip[0]!;
  const show = (id: string) => void navigate({ search: { task: id }, replace: true });
  return [strip.find(({ id }) => id === task) ?? first, show];
}

/** What goes on would cost, as decided by now; what was told before is shown until the answer is there. */
function useLeft(id: string, deciding: Deciding, items: readonly Item[]) {
  const again = items.filter(({ redoing }) => redoing).map((item) => item.id);
  const without = useDebounced([...withoutOf(deciding.now, deciding.waiting), ...again], SETTLE_MS);
  return useQuery(reviewPriceQuery(id, without)).data?.left;
}
