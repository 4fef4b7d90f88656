import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { MEDIA_COLOUR, mainMedia } from '../editor/look';
import { layout } from '../model/layout';
import { linksOf } from '../model/links';
import type { Definition, StepTypes } from '../model/types';
import { stepTypesQuery } from '../queries';

const SMALL = { width: 56, height: 34 };

/** A workflow as a small drawing: a card for each step in the colour of what it makes, and its connections. */
export function MiniGraph({ definition }: { definition: Definition | undefined }) {
  const { data: types } = useQuery(stepTypesQuery);
  const drawing = useMemo(() => (definition && types ? drawn(definition, types) : undefined), [definition, types]);
  return (
    <div className="grid h-36 place-items-center overflow-hidden rounded-t-media border-b border-line bg-bg p-4">
      {drawing && (
        <svg viewBox={drawing.box} className="size-full" aria-hidden>
          {drawing.lines.map(({ key, path }) => (
            <path key={key} d={path} className="fill-none stroke-line-strong" strokeWidth="2" />
          ))}
          {drawing.cards.map(({ id, x, y, colour }) => (
            <g key={id} transform={`translate(${x} ${y})`} className={colour}>
              <rect {...SMALL} rx="7" className="fill-panel stroke-line-strong" strokeWidth="1.5" />
              <rect
                x="6"
                y="6"
                width={SMALL.width - 12}
                height={SMALL.height - 18}
                rx="4"
                className="fill-current opacity-35"
              />
              <rect x="6" y={SMALL.height - 9} width="24" height="3" rx="1.5" className="fill-current" />
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}

function drawn(definition: Definition, types: StepTypes) {
  const links = linksOf(definition, types).filter(({ from }) => from.step !== undefined);
  const sizes = new Map(definition.steps.map(({ id }) => [id, SMALL]));
  const places = layout(definition, types, links, sizes, { nodesep: 14, ranksep: 34 });
  const cards = definition.steps.map((step) => ({
    ...{ id: step.id, ...places[step.id]! },
    colour: MEDIA_COLOUR[mainMedia(types.get(step.type))],
  }));
  const lines = links.map(({ id, from, to }) => {
    const [a, b] = [places[from.step!]!, places[to.step]!];
    const [x1, y1, x2, y2] = [a.x + SMALL.width, a.y + SMALL.height / 2, b.x, b.y + SMALL.height / 2];
    const bend = Math.max(12, (x2 - x1) / 2);
    return { key: id, path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` };
  });
  const right = Math.max(...cards.map(({ x }) => x + SMALL.width));
  const bottom = Math.max(...cards.map(({ y }) => y + SMALL.height));
  // A few steps are not drawn larger than many.
  const [width, height] = [Math.max(220, right) + 4, Math.max(96, bottom) + 4];
  return { cards, lines, box: `${(right - width) / 2} ${(bottom - height) / 2} ${width} ${height}` };
}
