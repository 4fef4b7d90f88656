import { useState } from 'react';
import type { Output, Pipeline } from '@/api/client';
import type { Live } from '@/api/events';
import { toastError } from '@/ui/toasts';
import { IconButton } from '@/ui/button';
import { Lightbox } from '@/ui/lightbox';
import { VirtualGrid } from '@/ui/virtual-grid';
import { Ellipsis } from 'lucide-react';
import { Compare } from './compare';
import { Details } from './details';
import { fits, isFiltered } from './filters';
import type { Filters } from './filters';
import { ItemMenu } from './item-menu';
import { useMark, useMarks } from './marks';
import { keyOf, mediaOf, placeOf, useOutputs, waitingTasks } from './outputs';
import { NOTHING, chosen, kept } from './selection';
import type { Selection } from './selection';
import { SelectionBar } from './selection-bar';
import { Tile } from './tile';
import { Toolbar } from './toolbar';
import { priceOfOne } from './use-again';
import type { Again } from './use-again';
import { Waiting } from './waiting';
import { saveZip } from './zip';

interface ResultsProps {
  pipeline: Pipeline;
  live: Live;
  again: Again;
  filters: Filters;
  onFilters: (filters: Filters) => void;
  /** The place of the one that is shown large. */
  item: string | undefined;
  onItem: (place: string | undefined) => void;
}

/** Everything made, as it arrives. */
export function Results({ pipeline, live, again, filters, onFilters, item, onItem }: ResultsProps) {
  const [selection, select] = useState<Selection>();
  const [comparing, compare] = useState<readonly Output[]>();
  const outputs = useOutputs(pipeline, live);
  const marks = useMarks(
    pipeline.id,
    outputs.map(({ digest }) => digest),
  );
  const mark = useMark(pipeline.id);
  const there = outputs.filter(({ digest }) => marks.get(digest)?.trashed_at === undefined);
  const shown = there.filter((output) => fits(filters, output, pipeline));
  const order = shown.map(keyOf);
  const waiting = isFiltered(filters) ? [] : waitingTasks(pipeline, live, outputs);
  const picked = selection ? shown.filter((output) => selection.keys.has(keyOf(output))) : [];
  const trash = (digests: string[]) => mark.trash.mutate(digests);
  const menuOf = (output: Output) => (trigger: React.ReactNode) => (
    <ItemMenu
      {...{ output, again, trigger }}
      price={priceOfOne(pipeline, output.step_id)}
      onTrash={() => trash([output.digest])}
    />
  );
  const cells = [
    ...shown.map((output) => {
      const key = keyOf(output);
      const favourite = marks.get(output.digest)?.favourite ?? false;
      return {
        key,
        node: (
          <Tile
            media={mediaOf(output)}
            selected={selection?.keys.has(key)}
            favourite={favourite}
            onSelect={(event) => select(chosen(selection ?? NOTHING, key, order, event.shiftKey))}
            onOpen={() => onItem(placeOf(output))}
            onFavourite={() => mark.favourite.mutate({ digests: [output.digest], on: !favourite })}
            menu={menuOf(output)}
          />
        ),
      };
    }),
    ...waiting.map((one) => ({ key: one.key, node: <Waiting waiting={one} /> })),
  ];
  const open = shown.find((output) => placeOf(output) === item);
  const digests = picked.map(({ digest }) => digest);
  return (
    <div className="flex flex-col gap-3">
      {selection ? (
        <SelectionBar
          count={picked.length}
          comparable={picked.length > 1 && picked.length <= MOST_COMPARED}
          onAll={() => select({ keys: new Set(order) })}
          onCompare={() => compare(picked)}
          onDownload={() => void saveZip(digests, `${pipeline.name.slice(0, 60)}.zip`).catch(notSaved)}
          onFavourite={() => mark.favourite.mutate({ digests, on: true })}
          onTrash={() => {
            trash(digests);
            select(undefined);
          }}
          onClose={() => select(undefined)}
        />
      ) : (
        <Toolbar
          {...{ pipeline, filters, onFilters }}
          made={there.length}
          total={pipeline.steps.reduce((sum, step) => sum + step.tasks, 0) - (outputs.length - there.length)}
          kinds={new Set(there.map(({ type }) => type))}
          onSelect={() => select({ ...NOTHING, keys: new Set(kept(NOTHING, order)) })}
        />
      )}
      <VirtualGrid cells={cells} ratio={ratioOf(outputs, pipeline)} />
      <Lightbox
        items={shown.map(mediaOf)}
        open={open && keyOf(open)}
        onOpen={(key) => {
          const output = shown.find((one) => keyOf(one) === key);
          onItem(output && placeOf(output));
        }}
        aside={open && <Details output={open} item={marks.get(open.digest)} again={again} pipeline={pipeline} />}
        actions={
          open &&
          menuOf(open)(
            <IconButton label={`More about ${open.task_id}`}>
              <Ellipsis />
            </IconButton>,
          )
        }
      />
      <Compare outputs={comparing} onClose={() => compare(undefined)} />
    </div>
  );
}

const MOST_COMPARED = 6;
const notSaved = (error: unknown) => toastError('The archive could not be made', error);

/** The shape of the first result or, while there is none, the one that was asked for. */
function ratioOf([first]: readonly Output[], { definition }: Pick<Pipeline, 'definition'>): number {
  const [width, height] = [first?.facts?.width, first?.facts?.height];
  if (typeof width === 'number' && typeof height === 'number' && height > 0) return bounded(width / height);
  const [step] = Array.isArray(definition.steps) ? (definition.steps as { config?: { aspect?: unknown } }[]) : [];
  const asked = step?.config?.aspect;
  const [across, down] = (typeof asked === 'string' ? asked : '16:9').split(':').map(Number);
  return across && down ? bounded(across / down) : 16 / 9;
}

/** Nothing so narrow or flat that a row of it is of no use. */
const bounded = (ratio: number) => Math.min(21 / 9, Math.max(9 / 16, ratio));
