import { useQuery } from '@tanstack/react-query';
import { FileQuestion, Music, Type } from 'lucide-react';
import type { Schemas } from '@/api/client';
import { cn } from '@/lib/cn';
import { thumbnail } from '@/lib/media';
import { titleOf } from '../item';
import { lineageQuery } from '../queries';
import { Section } from './details';
import { layersOf } from './layers';
import type { Layer } from './layers';

type Node = Schemas['LineageNodeDto'];

/** Pixels: a node, and the room around it. */
const [WIDTH, HEIGHT, GAP, ROW] = [72, 52, 10, 84];
const WHOLE = 4 * WIDTH + 3 * GAP;

/** What it was made from, above it, and what was made from it, below; a click goes there. */
export function Lineage({ digest, onOpen }: { digest: string; onOpen: (digest: string) => void }) {
  const { data } = useQuery(lineageQuery(digest));
  if (!data || data.edges.length === 0) return null;
  const layers = layersOf(digest, data.edges);
  const nodes = new Map(data.nodes.map((node) => [node.digest, node]));
  const places = placesOf(layers);
  const height = layers.length * ROW - (ROW - HEIGHT);
  const lines = data.edges.flatMap(({ from, to }) => {
    const [a, b] = [places.get(from), places.get(to)];
    return a && b ? [{ key: `${from} ${to}`, path: curve(a.x + WIDTH / 2, a.y + HEIGHT, b.x + WIDTH / 2, b.y) }] : [];
  });
  const more = layers.reduce((sum, layer) => sum + layer.more, 0);
  return (
    <Section title="Made from, and into">
      <div className="overflow-x-auto p-1">
        <div className="relative mx-auto" style={{ width: WHOLE, height }}>
          <svg aria-hidden width={WHOLE} height={height} className="absolute inset-0 text-line-strong">
            {lines.map(({ key, path }) => (
              <path key={key} d={path} fill="none" stroke="currentColor" strokeWidth="1.5" />
            ))}
          </svg>
          {[...places].map(([each, { x, y, depth }]) => (
            <LineageNode key={each} node={nodes.get(each) ?? { digest: each }} {...{ x, y, depth }} onOpen={onOpen} />
          ))}
        </div>
      </div>
      {(more > 0 || data.truncated) && (
        <p className="text-[13px] text-muted">
          {more > 0 ? `${more} more are not shown.` : 'There is more than is shown.'}
        </p>
      )}
    </Section>
  );
}

function placesOf(layers: readonly Layer[]) {
  const places = new Map<string, { x: number; y: number; depth: number }>();
  for (const [row, { digests, depth }] of layers.entries()) {
    const left = (WHOLE - digests.length * WIDTH - (digests.length - 1) * GAP) / 2;
    for (const [at, digest] of digests.entries())
      places.set(digest, { x: left + at * (WIDTH + GAP), y: row * ROW, depth });
  }
  return places;
}

function curve(x1: number, y1: number, x2: number, y2: number): string {
  const middle = (y1 + y2) / 2;
  return `M${x1},${y1} C${x1},${middle} ${x2},${middle} ${x2},${y2}`;
}

const HOW = (depth: number) => (depth === 0 ? 'This one' : depth < 0 ? 'It was made from' : 'Made from it');

interface LineageNodeProps {
  node: Node;
  x: number;
  y: number;
  depth: number;
  onOpen: (digest: string) => void;
}

function LineageNode({ node: { digest, item }, x, y, depth, onOpen }: LineageNodeProps) {
  const here = depth === 0;
  const label = `${HOW(depth)}: ${item ? `${item.kind} ${titleOf(item)}` : 'something that is no longer kept'}`;
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      disabled={here || !item}
      onClick={() => onOpen(digest)}
      style={{ left: x, top: y, width: WIDTH, height: HEIGHT }}
      className={cn(
        'absolute grid place-items-center overflow-hidden rounded-control border border-line-strong bg-raised text-muted transition-colors enabled:hover:border-dim',
        here && 'ring-2 ring-accent',
      )}
    >
      {item?.kind === 'image' || item?.kind === 'video' ? (
        <img src={thumbnail(digest, 256)} alt="" loading="lazy" className="size-full object-cover" />
      ) : item?.kind === 'audio' ? (
        <Music className="size-5" aria-hidden />
      ) : item ? (
        <Type className="size-5" aria-hidden />
      ) : (
        <FileQuestion className="size-5" aria-hidden />
      )}
    </button>
  );
}
