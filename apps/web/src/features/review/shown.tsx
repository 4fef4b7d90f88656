import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { IconButton } from '@/ui/button';
import type { Acts } from './acts';
import { Candidates } from './candidates';
import { Compare } from './compare';
import type { Item } from './items';
import { Large } from './large';
import { versionsQuery } from './queries';
import { Texts } from './texts';
import type { Deciding } from './use-decisions';
import type { Review } from './use-review';

interface ShownProps {
  id: string;
  item: Item;
  review: Review;
  deciding: Deciding;
  acts: Acts;
  editing: boolean;
  setEditing: (editing: boolean) => void;
  /** The version that is beside it. */
  compared: number | undefined;
  compare: (version: number | undefined) => void;
}

/** The one in sight: what was made, its texts, what may be chosen, or itself beside what it was before. */
export function Shown({ id, item, review, deciding, acts, editing, setEditing, compared, compare }: ShownProps) {
  if (item.choice)
    return <Candidates pipeline={id} item={item} picked={deciding.now.picks[item.id]?.[0]} onPick={acts.choose} />;
  if (item.kind === 'text')
    return (
      <Texts
        pipeline={id}
        item={item}
        editing={editing}
        busy={review.replace.isPending}
        onSave={(outputs) => review.replace.mutate({ item, outputs }, { onSuccess: () => setEditing(false) })}
        onClose={() => setEditing(false)}
      />
    );
  if (compared === undefined) return <Large item={item} />;
  return <Compared id={id} item={item} version={compared} onClose={() => compare(undefined)} />;
}

function Compared({ id, item, version, onClose }: { id: string; item: Item; version: number; onClose: () => void }) {
  const { data } = useQuery(versionsQuery(id, item.id, item.task.versions));
  const digest = data?.find((one) => one.version === version)?.outputs[0]?.digest;
  if (digest === undefined || !item.shown) return null;
  return (
    <div className="relative size-full">
      <Compare
        left={{ title: `Version ${version}`, digest }}
        right={{ title: 'As it is now', digest: item.shown.digest }}
        kind={item.kind}
      />
      <IconButton label="End the comparison" onClick={onClose} className="absolute right-0 bottom-0 bg-panel">
        <X />
      </IconButton>
    </div>
  );
}
