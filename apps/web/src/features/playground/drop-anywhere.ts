import { useEffect, useState } from 'react';
import { droppedFiles } from '@/lib/dropped-files';
import { toastError } from '@/ui/toasts';
import { addAddresses, addFiles, addressesIn } from './uploads';

/** Takes files, folders and addresses that are dropped on the page, wherever that is, and pasted files. */
export function useDropAnywhere(): { dragging: boolean } {
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    let depth = 0;
    // What is dragged within the page stays there.
    const fromOutside = ({ dataTransfer }: DragEvent) =>
      dataTransfer !== null && (dataTransfer.types.includes('Files') || isLink(dataTransfer));
    const enter = (event: DragEvent) => {
      if (!fromOutside(event)) return;
      depth += 1;
      setDragging(true);
    };
    const leave = (event: DragEvent) => {
      if (fromOutside(event) && --depth <= 0) setDragging(false);
    };
    const over = (event: DragEvent) => {
      if (fromOutside(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!fromOutside(event)) return;
      event.preventDefault();
      depth = 0;
      setDragging(false);
      take(event.dataTransfer!);
    };
    const paste = ({ clipboardData }: ClipboardEvent) => addFiles([...(clipboardData?.files ?? [])]);
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener('dragenter', enter, { signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener('dragover', over, { signal });
    window.addEventListener('drop', drop, { signal });
    window.addEventListener('paste', paste, { signal });
    return () => listening.abort();
  }, []);
  return { dragging };
}

const isLink = ({ types }: DataTransfer) => types.includes('text/uri-list') && !types.includes('text/index');

function take(data: DataTransfer): void {
  if (!data.types.includes('Files')) return addAddresses(addressesIn(data.getData('text/uri-list')));
  droppedFiles(data)
    .then(addFiles)
    .catch((error: unknown) => toastError('The folder could not be read', error));
}
