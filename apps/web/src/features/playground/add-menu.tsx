import { FolderOpen, Images, Link2, Plus, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { LibraryPicker } from '@/widgets/library-picker';
import { Menu, MenuItem } from '@/ui/menu';
import { AddressModal } from './address-modal';
import { addAttachments, addFiles } from './uploads';
import { attachmentOf } from './items';

/** Everything that pictures can come from. */
export function AddMenu() {
  const files = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState<'library' | 'address'>();
  return (
    <>
      <Menu
        align="start"
        trigger={
          <button
            type="button"
            aria-label="Add pictures, videos or sounds"
            className="grid size-11 place-items-center rounded-control border border-dashed sm:size-13 border-line-strong text-muted transition-colors hover:border-dim hover:text-text"
          >
            <Plus className="size-5" />
          </button>
        }
      >
        <MenuItem onSelect={() => files.current?.click()}>
          <Upload /> From this device
        </MenuItem>
        <MenuItem onSelect={chooseFolder} className="max-sm:hidden">
          <FolderOpen /> A whole folder
        </MenuItem>
        <MenuItem onSelect={() => setOpen('library')}>
          <Images /> From the library
        </MenuItem>
        <MenuItem onSelect={() => setOpen('address')}>
          <Link2 /> From an address
        </MenuItem>
      </Menu>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        accept="image/*,video/*,audio/*,.zip"
        onChange={(event) => {
          addFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <AddressModal open={open === 'address'} onOpenChange={(shown) => setOpen(shown ? 'address' : undefined)} />
      <LibraryPicker
        open={open === 'library'}
        onOpenChange={(shown) => setOpen(shown ? 'library' : undefined)}
        onPick={(items) => addAttachments(items.map(attachmentOf))}
      />
    </>
  );
}

/** Asked for when it is wanted: a field that takes folders takes no files. */
function chooseFolder(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.webkitdirectory = true;
  input.onchange = () => addFiles([...(input.files ?? [])]);
  input.click();
}
