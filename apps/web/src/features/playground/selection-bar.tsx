import { Columns2, Download, Star, Trash2, X } from 'lucide-react';
import { Button, IconButton } from '@/ui/button';

interface SelectionBarProps {
  count: number;
  /** Whether those that are chosen can be put side by side. */
  comparable: boolean;
  onAll: () => void;
  onCompare: () => void;
  onDownload: () => void;
  onFavourite: () => void;
  onTrash: () => void;
  onClose: () => void;
}

/** What can be done with those that are chosen; it stays in sight. */
export function SelectionBar(props: SelectionBarProps) {
  const { count, comparable, onAll, onCompare, onDownload, onFavourite, onTrash, onClose } = props;
  const none = count === 0;
  return (
    <div
      role="toolbar"
      aria-label="Chosen results"
      className="sticky top-16 z-20 flex flex-wrap items-center gap-1 rounded-media border border-line-strong bg-panel p-1.5 pl-4 shadow-lg shadow-black/20 data-[state=open]:animate-appear"
    >
      <span className="mr-2 text-[13px] font-[600] tabular" role="status">
        {count} chosen
      </span>
      <Button size="small" kind="quiet" onClick={onAll}>
        Choose all
      </Button>
      <span className="ml-auto flex flex-wrap items-center gap-1">
        <Button size="small" kind="quiet" disabled={!comparable} onClick={onCompare}>
          <Columns2 /> Compare
        </Button>
        <Button size="small" kind="quiet" disabled={none} onClick={onDownload}>
          <Download /> ZIP
        </Button>
        <Button size="small" kind="quiet" disabled={none} onClick={onFavourite}>
          <Star /> Favourite
        </Button>
        <Button size="small" kind="danger" disabled={none} onClick={onTrash}>
          <Trash2 /> Delete
        </Button>
        <IconButton label="Leave the selection" onClick={onClose}>
          <X />
        </IconButton>
      </span>
    </div>
  );
}
