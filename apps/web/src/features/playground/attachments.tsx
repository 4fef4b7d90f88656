import { ChevronLeft, ChevronRight, Music, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { thumbnail } from '@/lib/media';
import type { Attachment } from './settings';
import type { Attach } from './use-attach';

/** What was brought, small and in order: dragged, or moved with the arrows. */
export function Attachments({
  items,
  attach,
  children,
}: {
  items: readonly Attachment[];
  attach: Attach;
  children: ReactNode;
}) {
  return (
    <ul className="flex flex-wrap gap-2" aria-label="Attachments">
      {items.map((item, index) => (
        <li
          key={item.digest}
          draggable
          onDragStart={(event) => event.dataTransfer.setData('text/index', String(index))}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            const from = event.dataTransfer.getData('text/index');
            if (from !== '') attach.move(Number(from), index);
          }}
          className="group relative size-13 overflow-hidden rounded-control border border-line-strong bg-raised"
        >
          {item.kind === 'audio' ? (
            <span className="grid size-full place-items-center text-muted">
              <Music className="size-5" aria-label={item.name} />
            </span>
          ) : (
            <img src={thumbnail(item.digest, 128)} alt={item.name} className="size-full object-cover" />
          )}
          <span className="absolute inset-0 hidden items-center justify-between bg-bg/70 group-focus-within:flex group-hover:flex">
            <Nudge
              label={`Move ${item.name} left`}
              disabled={index === 0}
              onClick={() => attach.move(index, index - 1)}
            >
              <ChevronLeft className="size-3.5" />
            </Nudge>
            <Nudge label={`Remove ${item.name}`} onClick={() => attach.remove(item.digest)}>
              <X className="size-3.5" />
            </Nudge>
            <Nudge
              label={`Move ${item.name} right`}
              disabled={index === items.length - 1}
              onClick={() => attach.move(index, index + 1)}
            >
              <ChevronRight className="size-3.5" />
            </Nudge>
          </span>
        </li>
      ))}
      <li>{children}</li>
    </ul>
  );
}

interface NudgeProps {
  label: string;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Nudge({ label, disabled = false, onClick, children }: NudgeProps) {
  return (
    <button
      type="button"
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
      className="h-full flex-1 disabled:opacity-30 [&_svg]:mx-auto"
    >
      {children}
    </button>
  );
}
