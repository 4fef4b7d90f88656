import { useNavigate } from '@tanstack/react-router';
import { RefreshCw, Upload } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useDropzone } from 'react-dropzone';
import { Button } from '@/ui/button';
import { JustifiedGrid } from '@/ui/justified-grid';
import { Lightbox } from '@/ui/lightbox';
import { Page } from '@/ui/page';
import { PullToRefresh } from '@/ui/pull-to-refresh';
import { Select } from '@/ui/select';
import { useShortcuts } from '@/ui/shortcuts';
import { Skeletons } from '@/ui/skeleton';
import { toast } from '@/ui/toasts';
import { BulkBar } from './bulk-bar';
import { Details } from './details';
import { Filters } from './filters';
import { ratioOf } from './item';
import { LibraryMenu } from './library-menu';
import { More } from './more';
import { Nothing } from './nothing';
import { SORTS } from './queries';
import { SearchBox } from './search-box';
import { TagDialog } from './tag-dialog';
import { Tile } from './tile';
import type { TileActions } from './tile';
import { TrashBar } from './trash-bar';
import { Uploads } from './uploads';
import { useChoosing } from './use-choosing';
import { useLibrary } from './use-library';
import { useShown } from './use-shown';
import { useUploads } from './use-uploads';

/** Everything that was brought and made. */
export function LibraryPage() {
  const library = useLibrary();
  const { line, asked, sort, trashed, found, total, known } = library;
  const choosing = useChoosing(library);
  const bringing = useBringing();
  const box = useRef<HTMLInputElement>(null);
  useShortcuts('Library', [
    { keys: '/', label: 'Search', act: () => box.current?.focus() },
    { keys: 'mod+a', label: 'Select all that is found', act: choosing.all },
    { keys: 'escape', label: 'Choose nothing', act: choosing.none },
    { keys: 'delete', label: 'Delete what is chosen', act: () => trashChosen(choosing, trashed) },
  ]);
  return (
    <div {...bringing.getRootProps({ className: 'flex flex-1 flex-col' })}>
      <input {...bringing.getInputProps({ 'aria-label': 'Bring files' })} />
      <PullToRefresh refresh={() => found.refetch()} />
      <Page
        title={trashed ? 'Trash' : 'Library'}
        count={found.isPending ? undefined : total.toLocaleString()}
        actions={
          <>
            {!trashed && (
              <Button size="small" onClick={bringing.open}>
                <Upload />
                Bring files
              </Button>
            )}
            <LibraryMenu
              {...{ line, asked, trashed, sort }}
              onTrash={library.setTrash}
              onLine={library.setLine}
              onSort={library.setSort}
            />
          </>
        }
      >
        {trashed && <TrashBar total={total} onLeave={() => library.setTrash(false)} />}
        <div className="flex flex-wrap gap-2">
          <SearchBox line={line} known={known} box={box} onChange={library.setLine} />
          <Select
            label="Order"
            value={sort}
            options={SORTS}
            onChange={library.setSort}
            className="w-auto min-w-40 max-sm:hidden"
          />
        </div>
        <Filters line={line} asked={asked} onChange={library.setLine} />
        {library.came && (
          <Button kind="accent" size="small" className="sticky top-16 z-20 self-center" onClick={library.came.show}>
            <RefreshCw />
            Show what is new
          </Button>
        )}
        <Grid library={library} choosing={choosing} onBring={bringing.open} />
      </Page>
      <Chosen library={library} choosing={choosing} />
      <Uploads uploads={bringing.uploads} onClear={bringing.clear} />
      <Opened library={library} />
      {bringing.isDragActive && (
        <div className="pointer-events-none fixed inset-0 z-40 grid place-items-center bg-bg/80 text-lg font-[640]">
          Drop pictures, videos, sounds, folders or a ZIP to keep them here
        </div>
      )}
    </div>
  );
}

type Library = ReturnType<typeof useLibrary>;
type Choosing = ReturnType<typeof useChoosing>;

function trashChosen({ digests, trash }: Choosing, trashed: boolean): void {
  if (digests.length > 0 && !trashed) trash.mutate(digests);
}

/** Files dropped here, or chosen, go into the library; one that Reelwright made says so. */
function useBringing() {
  const navigate = useNavigate();
  const { add, ...uploads } = useUploads(({ items }) => {
    const made = items.find(({ recipe }) => recipe !== undefined);
    if (!made) return;
    const act = () => void navigate({ to: '/', search: { restore: made.digest } });
    toast(`${made.name} was made by Reelwright`, { stays: true, action: { label: 'Restore its settings', act } });
  });
  const zone = useDropzone({ noClick: true, noKeyboard: true, onDrop: (files) => files.length > 0 && void add(files) });
  return { ...uploads, ...zone };
}

function Grid({ library, choosing, onBring }: { library: Library; choosing: Choosing; onBring: () => void }) {
  const { found, items, trashed, open } = library;
  const { chosen, select, mark, trash } = choosing;
  const [favourite, toTrash] = [mark.mutate, trash.mutate];
  const actions: TileActions = {
    open,
    select,
    favourite: (item) => favourite({ digests: [item.digest], marks: { favourite: !item.favourite } }),
    trash: (digest) => toTrash([digest]),
  };
  if (found.isPending)
    return (
      <div className="grid grid-cols-1 gap-2 sm:grid-cols-3 lg:grid-cols-5">
        <Skeletons count={15} className="h-52 rounded-media" />
      </div>
    );
  if (found.isError)
    return <p className="text-failed">{found.error.message} Try another search, or reload the page.</p>;
  if (items.length === 0) return <Nothing library={library} onBring={onBring} />;
  return (
    <>
      <JustifiedGrid
        label={trashed ? 'Trash' : 'Library'}
        items={items}
        keyOf={({ digest }) => digest}
        ratioOf={ratioOf}
        render={(item, { active }) => (
          <Tile
            item={item}
            chosen={chosen.has(item.digest)}
            choosing={chosen.size > 0}
            active={active}
            trashed={trashed}
            actions={actions}
          />
        )}
      />
      <More when={found.hasNextPage && !found.isFetchingNextPage} load={() => void found.fetchNextPage()} />
    </>
  );
}

function Chosen({ library: { total, trashed }, choosing }: { library: Library; choosing: Choosing }) {
  const [tagging, setTagging] = useState(false);
  const { digests, allChosen, busy, mark, restore } = choosing;
  if (digests.length === 0) return null;
  return (
    <>
      <BulkBar
        count={digests.length}
        {...{ total, allChosen, busy, trashed }}
        on={{
          ...{ all: choosing.all, none: choosing.none, zip: choosing.zip, use: choosing.use },
          tag: () => setTagging(true),
          favourite: () => mark.mutate({ digests, marks: { favourite: true } }),
          trash: () => trashChosen(choosing, trashed),
          restore: () => restore.mutate(digests),
        }}
      />
      <TagDialog digests={digests} open={tagging} onClose={() => setTagging(false)} />
    </>
  );
}

/** The one whose digest is in the address, large, with all that is known of it. */
function Opened({ library }: { library: Library }) {
  const { item: digest, open } = library;
  const shown = useShown(library);
  const aside = useMemo(
    () => digest !== undefined && <Details key={digest} digest={digest} onGone={() => open(undefined)} onOpen={open} />,
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `open` means the same each time
    [digest],
  );
  return <Lightbox items={shown} open={digest} onOpen={open} aside={aside} />;
}
