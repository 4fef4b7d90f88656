import { Check, FileText, LoaderCircle, Music, X } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { cn } from '@/lib/cn';
import { thumbnail } from '@/lib/media';
import type { Decisions } from './decisions';
import type { Item } from './items';

const WIDTH = 96;
const GAP = 8;
const PITCH = WIDTH + GAP;
const AHEAD = 6;

interface FilmstripProps {
  items: readonly Item[];
  current: string | undefined;
  decisions: Decisions;
  onShow: (id: string) => void;
}

/** All that waits in small, however many there are; only those in sight are there. */
export function Filmstrip({ items, current, decisions, onShow }: FilmstripProps) {
  const { box, from, to, onScroll } = useInSight(items.length);
  const at = items.findIndex(({ id }) => id === current);
  useEffect(() => {
    const strip = box.current;
    if (at >= 0 && strip) strip.scrollTo({ left: at * PITCH - (strip.clientWidth - WIDTH) / 2 });
  }, [at, box]);
  return (
    <div
      ref={box}
      onScroll={onScroll}
      tabIndex={-1}
      className="h-20 shrink-0 overflow-x-auto overflow-y-hidden px-3 py-2"
    >
      <ul aria-label="What waits" className="relative h-full" style={{ width: items.length * PITCH - GAP }}>
        {items.slice(from, to).map((item, index) => (
          <li
            key={item.id}
            aria-setsize={items.length}
            aria-posinset={from + index + 1}
            className="absolute inset-y-0"
            style={{ transform: `translateX(${(from + index) * PITCH}px)`, width: WIDTH }}
          >
            <Frame item={item} shown={item.id === current} mark={markOf(item, decisions)} onShow={onShow} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Which of many places of equal width are in sight, and a few beside them. */
function useInSight(count: number) {
  const box = useRef<HTMLDivElement>(null);
  const [{ left, width }, measure] = useState({ left: 0, width: 0 });
  const onScroll = () => {
    const { scrollLeft, clientWidth } = box.current!;
    // Only when another place comes into sight.
    const place = Math.floor(scrollLeft / PITCH) * PITCH;
    measure((before) =>
      before.left === place && before.width === clientWidth ? before : { left: place, width: clientWidth },
    );
  };
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) =>
      measure((before) => ({ ...before, width: entry!.contentRect.width })),
    );
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  const first = Math.floor(left / PITCH);
  const from = Math.max(0, Math.min(first - AHEAD, count - 1));
  return { box, onScroll, from, to: first + Math.ceil(width / PITCH) + AHEAD };
}

type Mark = 'keep' | 'reject' | undefined;
const markOf = ({ id }: Item, { verdicts, picks }: Decisions): Mark => (picks[id] ? 'keep' : verdicts[id]);

const SAID = { keep: ', kept', reject: ', rejected' };

function Frame({
  item,
  shown,
  mark,
  onShow,
}: {
  item: Item;
  shown: boolean;
  mark: Mark;
  onShow: (id: string) => void;
}) {
  return (
    <button
      type="button"
      aria-label={`${item.title}${item.redoing ? ', regenerating' : mark ? SAID[mark] : ''}`}
      aria-current={shown}
      onClick={() => onShow(item.id)}
      className={cn(
        'relative size-full overflow-hidden rounded-control border border-line bg-panel transition-opacity',
        shown && 'ring-2 ring-text ring-offset-1 ring-offset-bg',
        mark === 'reject' && 'opacity-45',
      )}
    >
      <Small item={item} />
      {item.redoing && (
        <span className="absolute inset-0 grid place-items-center bg-bg/70">
          <LoaderCircle className="size-4 animate-spin" aria-hidden />
        </span>
      )}
      {mark && (
        <span
          className={cn(
            'absolute top-1 right-1 grid size-4.5 place-items-center rounded-full text-bg',
            mark === 'keep' ? 'bg-done' : 'bg-failed',
          )}
        >
          {mark === 'keep' ? <Check className="size-3" aria-hidden /> : <X className="size-3" aria-hidden />}
        </span>
      )}
    </button>
  );
}

function Small({ item: { shown, kind } }: { item: Item }) {
  if (kind === 'audio') return <Sign Icon={Music} />;
  if (!shown) return <Sign Icon={FileText} />;
  return (
    <img src={thumbnail(shown.digest, 128)} alt="" loading="lazy" decoding="async" className="size-full object-cover" />
  );
}

const Sign = ({ Icon }: { Icon: typeof Music }) => (
  <span className="grid size-full place-items-center text-muted">
    <Icon className="size-5" aria-hidden />
  </span>
);
