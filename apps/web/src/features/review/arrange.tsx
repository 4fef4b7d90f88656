import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { cn } from '@/lib/cn';
import { thumbnail } from '@/lib/media';
import { Button } from '@/ui/button';
import { Modal } from '@/ui/modal';
import type { Item } from './items';

interface ArrangeProps {
  /** Items of one step. */
  items: readonly Item[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onSave: (tasks: string[]) => void;
}

/** In which order the items of a step are joined: dragged, or moved with the arrow keys. */
export function Arrange({ items, open, onOpenChange, onSave }: ArrangeProps) {
  return open ? <Order items={items} onOpenChange={onOpenChange} onSave={onSave} /> : null;
}

function Order({ items, onOpenChange, onSave }: Omit<ArrangeProps, 'open'>) {
  const [order, setOrder] = useState(() => items.map(({ id }) => id));
  const [dragged, setDragged] = useState<number>();
  const byId = new Map(items.map((item) => [item.id, item]));
  const move = (from: number, to: number) => {
    if (to < 0 || to >= order.length || from === to) return;
    setOrder(order.toSpliced(from, 1).toSpliced(to, 0, order[from]!));
  };
  return (
    <Modal
      open
      onOpenChange={onOpenChange}
      size="large"
      title="In which order they are joined"
      description="Drag them, or move one with the arrow keys while it is focused."
      footer={
        <>
          <Button kind="quiet" onClick={() => onOpenChange(false)}>
            Cancel
          </Button>
          <Button kind="accent" onClick={() => onSave(order)}>
            Use this order
          </Button>
        </>
      }
    >
      <ol className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-3" aria-label="Order">
        {order.map((id, at) => (
          <Place
            key={id}
            item={byId.get(id)!}
            at={at}
            dragged={dragged === at}
            onMove={(by) => move(at, at + by)}
            onDrag={() => setDragged(at)}
            onDrop={() => {
              if (dragged !== undefined) move(dragged, at);
              setDragged(undefined);
            }}
          />
        ))}
      </ol>
    </Modal>
  );
}

interface PlaceProps {
  item: Item;
  at: number;
  dragged: boolean;
  onMove: (by: number) => void;
  onDrag: () => void;
  onDrop: () => void;
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };

function Place({ item, at, dragged, onMove, onDrag, onDrop }: PlaceProps) {
  return (
    <li
      draggable
      onDragStart={onDrag}
      onDragOver={(event) => event.preventDefault()}
      onDrop={onDrop}
      className={cn('flex flex-col gap-1 rounded-control border border-line bg-raised p-1.5', dragged && 'opacity-50')}
      onKeyDown={(event) => {
        const by = STEPS[event.key];
        if (by === undefined) return;
        event.preventDefault();
        onMove(by);
      }}
    >
      {item.shown && (
        <img
          src={thumbnail(item.shown.digest, 256)}
          alt=""
          draggable={false}
          className="aspect-video w-full rounded-md object-cover"
        />
      )}
      <span className="flex items-center gap-1">
        <span className="min-w-0 flex-1 truncate text-[13px] tabular">
          {at + 1}. {item.title}
        </span>
        <Nudge label={`Move ${item.title} earlier`} onClick={() => onMove(-1)} Icon={ChevronLeft} />
        <Nudge label={`Move ${item.title} later`} onClick={() => onMove(1)} Icon={ChevronRight} />
      </span>
    </li>
  );
}

const Nudge = ({ label, onClick, Icon }: { label: string; onClick: () => void; Icon: typeof ChevronLeft }) => (
  <button
    type="button"
    aria-label={label}
    onClick={onClick}
    className="grid size-11 place-items-center rounded-md text-muted hover:text-text sm:size-7"
  >
    <Icon className="size-4" aria-hidden />
  </button>
);
