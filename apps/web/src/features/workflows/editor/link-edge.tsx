import { BaseEdge, EdgeLabelRenderer, getBezierPath } from '@xyflow/react';
import type { Edge, EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import type { Link } from '../model/links';
import { countLabel } from '../model/counts';
import { specOf } from '../model/types';
import type { Doc, Media } from '../model/types';
import { useEditorState } from './store';
import type { EditorState } from './store';

export type LinkEdge = Edge<{ link: Link }, 'link'>;

const STROKES: Record<Media, string> = {
  text: 'var(--port-text)',
  image: 'var(--port-image)',
  video: 'var(--port-video)',
  audio: 'var(--port-audio)',
  json: 'var(--port-data)',
};

const lengths = new WeakMap<Doc, Map<string, number>>();

/** How many values each input gives, with what it is run with. */
function lengthsOf(doc: Doc): Map<string, number> {
  const known = lengths.get(doc);
  if (known) return known;
  const found = Object.entries(doc.definition.inputs ?? {}).map(([name, short]): [string, number] => {
    const value = doc.inputs[name] ?? specOf(short).default;
    return [name, Array.isArray(value) ? value.length : 1];
  });
  lengths.set(doc, new Map(found));
  return lengths.get(doc)!;
}

/** What stands on a connection. */
function labelOf({ infos, history }: EditorState, link: Link): string | undefined {
  const counts = new Map<string, number>();
  for (const id of [link.from.step, link.to.step]) {
    const tasks = id === undefined ? undefined : infos.get(id)?.tasks;
    if (tasks !== undefined) counts.set(id!, tasks);
  }
  return countLabel(link, counts, lengthsOf(history.now));
}

export const LinkEdgeLine = memo(function LinkEdgeLine({ data, selected, ...ends }: EdgeProps<LinkEdge>) {
  const link = data!.link;
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = ends;
  const label = useEditorState((state) => labelOf(state, link));
  const critical = useEditorState(
    ({ infos }) => (infos.get(link.from.step ?? '')?.critical && infos.get(link.to.step)?.critical) ?? false,
  );
  const [path] = getBezierPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition });
  const faint = link.how === 'order' || link.how === 'mention';
  return (
    <>
      <BaseEdge
        path={path}
        interactionWidth={20}
        style={{
          stroke: selected || critical ? 'var(--accent)' : STROKES[link.media],
          strokeWidth: selected || critical ? 2.5 : 1.75,
          strokeOpacity: link.from.step === undefined && !selected ? 0.55 : 1,
          ...(faint && { strokeDasharray: '5 5' }),
        }}
      />
      {label !== undefined && (
        <EdgeLabelRenderer>
          <span
            className="pointer-events-none absolute rounded-full border border-line-strong bg-panel px-1.5 text-[11px] leading-4.5 font-[600] whitespace-nowrap tabular"
            style={{ transform: `translate(-100%, -50%) translate(${targetX - 12}px, ${targetY}px)` }}
          >
            {label}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
