import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ListOrdered } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { buttonStyle } from '@/ui/button';
import { Empty } from '@/ui/empty';
import { LANES, lanesOf, nudged, requestsFor } from './arrange';
import type { LaneName, Lanes as ByLane, Place } from './arrange';
import { Part } from './part';
import { queueQuery } from './queries';
import { Row } from './row';
import { useDrag } from './use-drag';
import type { Drag } from './use-drag';
import { useMove } from './use-move';

const WORDS: Record<LaneName, { title: string; text: string }> = {
  first: { title: 'First', text: 'Before all others, in this order.' },
  interactive: { title: 'In turn', text: 'Turns go round people and their runs.' },
  background: { title: 'Background', text: 'Long runs; one turn for every eight of the others.' },
  last: { title: 'When nothing else waits', text: 'In this order.' },
};

export function Lanes() {
  const queue = useQuery(queueQuery);
  return (
    <Part title="What runs and waits" query={queue}>
      {({ pipelines, total }) =>
        total === 0 ? (
          <Empty
            icon={ListOrdered}
            title="Nothing runs"
            text="What you make stands here while it runs or waits, and can be moved before the others."
          >
            <Link to="/" className={buttonStyle({ kind: 'accent' })}>
              Make something
            </Link>
          </Empty>
        ) : (
          <Arranged lanes={lanesOf(pipelines)} more={total - pipelines.length} />
        )
      }
    </Part>
  );
}

function Arranged({ lanes, more }: { lanes: ByLane; more: number }) {
  const move = useMove();
  const [said, say] = useState('');
  const order = LANES.map((name) => lanes[name].map(({ id }) => id).join(' ')).join('|');
  const follow = useFollowing(order);
  const to = (id: string, place: Place | undefined) => {
    if (!place) return;
    follow(id);
    say(`${WORDS[place.lane].title}, place ${place.index + 1}`);
    move.mutate({ id, place, requests: requestsFor(lanes, id, place) });
  };
  const drag = useDrag(lanes, to);
  const shown = LANES.filter((name) => lanes[name].length > 0 || name === 'first' || drag.dragged !== undefined);
  return (
    <div className="flex flex-col gap-4">
      {shown.map((name) => (
        <Lane key={name} name={name} lanes={lanes} to={to} drag={drag} />
      ))}
      <p role="status" className="sr-only">
        {said}
      </p>
      {more > 0 && <p className="text-[13px] text-muted tabular">… and {more} more</p>}
    </div>
  );
}

/** A row that goes to another lane is made anew there: who moved it by keys goes on from its handle. */
function useFollowing(order: string): (id: string) => void {
  const followed = useRef<string>(undefined);
  useEffect(() => {
    if (followed.current === undefined) return;
    document.querySelector<HTMLElement>(`[data-row="${followed.current}"] button`)?.focus();
    followed.current = undefined;
  }, [order]);
  return (id) => void (followed.current = id);
}

interface LaneProps {
  name: LaneName;
  lanes: ByLane;
  to: (id: string, place: Place | undefined) => void;
  drag: Drag;
}

function Lane({ name, lanes, to, drag }: LaneProps) {
  const { title, text } = WORDS[name];
  const inLane = lanes[name];
  return (
    <div data-lane={name}>
      <div className="flex flex-wrap items-baseline gap-x-2 pb-1.5">
        <h3 className="text-[13px] font-[600]">{title}</h3>
        <p className="text-[13px] text-muted">{text}</p>
      </div>
      <ul
        aria-label={title}
        className="divide-y divide-line overflow-hidden rounded-media border border-line bg-panel data-[over=true]:border-accent"
        data-over={drag.over?.lane === name}
      >
        {inLane.length === 0 && (
          <li className="px-4 py-3 text-[13px] text-muted">Drag a run here, or choose “Serve first” from its menu.</li>
        )}
        {inLane.map((pipeline, index) => (
          <Row
            key={pipeline.id}
            pipeline={pipeline}
            drag={drag}
            mark={drag.over?.lane === name && drag.over.index === index}
            move={(place) => to(pipeline.id, place)}
            nudge={(by) => to(pipeline.id, nudged(lanes, pipeline.id, by))}
            lanes={lanes}
          />
        ))}
      </ul>
    </div>
  );
}
