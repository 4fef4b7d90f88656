import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { cn } from '@/lib/cn';
import { addStep } from '../model/commands';
import { connected } from '../model/connect';
import { fit } from '../model/found';
import { NODE_WIDTH } from '../model/layout';
import { MEDIA_NAMES, sourceOf, suits, targetsOf, thing } from '../model/ports';
import type { Source } from '../model/ports';
import { INPUTS } from '../model/types';
import type { Definition, Media, Point, StepType, StepTypes } from '../model/types';
import { MEDIA, MEDIA_COLOUR, MEDIA_ICONS, mainMedia } from './look';
import { useDoc, useEditorState } from './store';
import type { Editor } from './store';

/** An end of a wire that nothing is at yet. */
export interface OpenEnd {
  node: string;
  port: string;
  side: 'source' | 'target';
}

const fromOfEnd = ({ node, port }: OpenEnd) => ({ ...(node !== INPUTS && { step: node }), port });

/** What an open end asks for, in words, and whether a type of step has it. */
function wantOf(
  end: OpenEnd,
  definition: Definition,
  types: StepTypes,
): { text: string; fits: (type: StepType) => boolean } | undefined {
  if (end.side === 'source') {
    const source = sourceOf(definition, types, fromOfEnd(end));
    if (!source) return undefined;
    return { text: `takes ${thing([source.media])}`, fits: (type) => targetFor(type, source) !== undefined };
  }
  const step = definition.steps.find(({ id }) => id === end.node);
  const type = step && types.get(step.type);
  const target = type && targetsOf(type, step).find(({ name }) => name === end.port);
  if (!target) return { text: 'can come first', fits: () => true };
  return { text: `makes ${thing(target.media)}`, fits: (one) => outputFor(one, target.media) !== undefined };
}

/** The port that something is connected to by itself: what is needed, before what is for special cases. */
function targetFor(type: StepType, source: Source): string | undefined {
  const fitting = targetsOf(type).filter(
    (target) => suits(source, target) && !(source.loose && target.option === false),
  );
  const first = fitting.find(({ required }) => required) ?? fitting.find(({ explicit }) => !explicit) ?? fitting[0];
  return first?.name;
}

const outputFor = ({ outputs }: StepType, media: readonly Media[]): string | undefined =>
  Object.entries(outputs).find(([, output]) => media.includes(output.media))?.[0];

/** Adds a step, connected to the open end, and chooses it. */
export function place(editor: Editor, type: StepType, at: Point | undefined, end: OpenEnd | undefined): string {
  const { types } = editor.state;
  const { doc, id } = addStep(editor.doc, type, at && { x: Math.round(at.x / 8) * 8, y: Math.round(at.y / 8) * 8 });
  const wired = end && wiredTo(doc.definition, types, type, id, end);
  editor.do(() => (wired ? { ...doc, definition: wired } : doc));
  editor.note({ selected: [id], selectedLink: undefined });
  return id;
}

function wiredTo(
  definition: Definition,
  types: StepTypes,
  type: StepType,
  id: string,
  end: OpenEnd,
): Definition | undefined {
  if (end.side === 'target') {
    const step = definition.steps.find((one) => one.id === end.node);
    const of = step && types.get(step.type);
    const target = of && targetsOf(of, step).find(({ name }) => name === end.port);
    const port = target ? outputFor(type, target.media) : Object.keys(type.outputs)[0];
    return port === undefined
      ? undefined
      : connected(definition, types, { step: id, port }, { step: end.node, port: end.port }).definition;
  }
  const source = sourceOf(definition, types, fromOfEnd(end));
  const port = source && targetFor(type, source);
  return port === undefined ? undefined : connected(definition, types, fromOfEnd(end), { step: id, port }).definition;
}

/** Where a new step goes that nobody chose a place for: behind the one that is chosen, or behind all. */
export function freePlace({ state }: Editor, behind: string | undefined): Point {
  const places = Object.values(state.places);
  const [chosen] = behind === undefined ? [] : [state.places[behind]];
  if (!chosen && places.length === 0) return { x: 0, y: 0 };
  const x = (chosen?.x ?? Math.max(...places.map((one) => one.x))) + NODE_WIDTH + 96;
  let y = chosen?.y ?? Math.min(...places.map((one) => one.y));
  while (places.some((one) => Math.abs(one.x - x) < NODE_WIDTH && Math.abs(one.y - y) < 200)) y += 240;
  return { x, y };
}

interface PaletteProps {
  open: boolean;
  end: OpenEnd | undefined;
  onClose: () => void;
  onChoose: (type: StepType) => void;
}

/** All kinds of steps, or those that fit an open end, by what they make. */
export function Palette({ open, end, onClose, onChoose }: PaletteProps) {
  const types = useEditorState((state) => state.types);
  const { definition } = useDoc();
  const want = end && wantOf(end, definition, types);
  const fitting = [...types.values()].filter((type) => want?.fits(type) ?? true);
  return (
    <Command.Dialog
      open={open}
      onOpenChange={(shown) => !shown && onClose()}
      label="Add a step"
      filter={fit}
      overlayClassName="fixed inset-0 z-40 bg-black/40"
      contentClassName="fixed inset-x-3 top-[10dvh] z-50 mx-auto max-w-md overflow-hidden rounded-composer border border-line-strong bg-panel shadow-xl shadow-black/25"
    >
      <div className="flex items-center gap-2 border-b border-line px-4">
        <Search className="size-4 shrink-0 text-muted" aria-hidden />
        <Command.Input
          placeholder={want ? `A step that ${want.text}` : 'Add a step: draw, animate, join'}
          className="h-13 w-full bg-transparent text-base outline-none placeholder:text-dim"
        />
      </div>
      <Command.List className="max-h-[60dvh] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-8 text-center text-muted">No step is called that.</Command.Empty>
        {MEDIA.map((media) => {
          const own = fitting.filter((type) => mainMedia(type) === media);
          return own.length === 0 ? null : (
            <Command.Group
              key={media}
              heading={media === 'json' ? 'Makes data' : `Makes ${MEDIA_NAMES[media].toLowerCase()}`}
              className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-[12px] [&_[cmdk-group-heading]]:font-[560] [&_[cmdk-group-heading]]:text-muted"
            >
              {own.map((type) => (
                <Kind key={type.type} type={type} media={media} onSelect={() => onChoose(type)} />
              ))}
            </Command.Group>
          );
        })}
      </Command.List>
    </Command.Dialog>
  );
}

function Kind({ type, media, onSelect }: { type: StepType; media: Media; onSelect: () => void }) {
  const Icon = MEDIA_ICONS[media];
  return (
    <Command.Item
      value={`${type.title} ${type.type}`}
      keywords={[type.summary]}
      onSelect={onSelect}
      className="flex min-h-11 items-start gap-3 rounded-md px-2.5 py-2 data-[selected=true]:bg-raised"
    >
      <Icon className={cn('mt-0.5 size-4 shrink-0', MEDIA_COLOUR[media])} aria-hidden />
      <span className="min-w-0">
        <span className="block font-[560]">{type.title}</span>
        <span className="block text-[12px] text-muted">{type.summary}</span>
      </span>
    </Command.Item>
  );
}
