import { Clapperboard, Copy, Download, Library, PenLine, RotateCw, SlidersHorizontal, Trash2 } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Output } from '@/api/client';
import { dollars } from '@/lib/format';
import { download, fileName } from '@/lib/media';
import { Menu, MenuItem, MenuLine } from '@/ui/menu';
import type { Again } from './use-again';

interface ItemMenuProps {
  output: Output;
  again: Again;
  /** Dollars for one more like it; undefined while unknown. */
  price: number | undefined;
  onTrash: () => void;
  trigger: ReactNode;
}

/** What one result is good for. */
export function ItemMenu({ output, again, price, onTrash, trigger }: ItemMenuProps) {
  const { type, digest, mime, task_id: task } = output;
  const cost = price === undefined || price === 0 ? 'free' : dollars(price);
  return (
    <Menu trigger={trigger}>
      <MenuItem onSelect={() => again.again.mutate(output)} keys={cost}>
        <RotateCw /> Run again, new seed
      </MenuItem>
      <MenuItem onSelect={() => again.modify.mutate(output)}>
        <SlidersHorizontal /> Change and run
      </MenuItem>
      {type === 'image' && (
        <>
          <MenuItem onSelect={() => again.use(output, 'videos')}>
            <Clapperboard /> Animate this
          </MenuItem>
          <MenuItem onSelect={() => again.use(output, 'images')}>
            <PenLine /> Edit this
          </MenuItem>
        </>
      )}
      <MenuLine />
      <MenuItem onSelect={() => void again.copyPrompt(output)}>
        <Copy /> Copy the prompt
      </MenuItem>
      <MenuItem asChild>
        <a href={download(digest, fileName(task, mime))}>
          <Download /> Download
        </a>
      </MenuItem>
      <MenuItem asChild>
        <Link to="/library" search={{ item: digest }}>
          <Library /> Show in the library
        </Link>
      </MenuItem>
      <MenuLine />
      <MenuItem danger onSelect={onTrash}>
        <Trash2 /> Delete
      </MenuItem>
    </Menu>
  );
}
