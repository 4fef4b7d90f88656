import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { plural, sentence } from '@/lib/format';
import { textsIn, withValue } from '@/lib/values';
import type { TextPath } from '@/lib/values';
import { Button, IconButton } from '@/ui/button';
import { TextArea } from '@/ui/input';
import { Skeletons } from '@/ui/skeleton';
import type { Item } from './items';
import { versionsQuery } from './queries';

interface TextsProps {
  pipeline: string;
  item: Item;
  /** Whether it is being changed in place. */
  editing: boolean;
  busy: boolean;
  onSave: (outputs: Record<string, unknown>) => void;
  onClose: () => void;
}

/** What a step wrote, to read and to change in place. */
export function Texts({ pipeline, item, editing, busy, onSave, onClose }: TextsProps) {
  const { data } = useQuery(versionsQuery(pipeline, item.id, item.task.versions));
  const values = data?.find(({ current }) => current)?.values;
  return (
    <div className="mx-auto h-full max-w-3xl overflow-y-auto pr-1" tabIndex={0} role="region" aria-label={item.title}>
      {!values ? (
        <div className="flex flex-col gap-3" aria-hidden>
          <Skeletons count={5} className="h-20" />
        </div>
      ) : editing ? (
        <Editor key={item.id} values={values} busy={busy} onSave={onSave} onClose={onClose} />
      ) : (
        <ol className="flex flex-col gap-3">
          {textsIn(values).map(({ path, text }) => (
            <li key={path.join('.')} className="rounded-media border border-line bg-panel p-4">
              <p className="mb-1 text-[12px] font-[560] text-muted">{nameOf(path)}</p>
              <p className="text-base whitespace-pre-wrap">{text}</p>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

/** What a text is called by where it lies: "Prompts 3", "Shots 2 · image prompt". */
function nameOf(path: TextPath): string {
  const words = path.map((part) => (typeof part === 'number' ? String(part + 1) : part.replaceAll('_', ' ')));
  const parts = words.reduce<string[]>((all, word, at) => {
    if (typeof path[at] === 'number' && all.length > 0) return [...all.slice(0, -1), `${all.at(-1)!} ${word}`];
    return [...all, word];
  }, []);
  return sentence(parts.join(' · '));
}

interface EditorProps extends Pick<TextsProps, 'busy' | 'onSave' | 'onClose'> {
  values: Record<string, unknown>;
}

function Editor({ values, busy, onSave, onClose }: EditorProps) {
  const [draft, setDraft] = useState(values);
  const set = (path: TextPath, value: unknown) => setDraft((before) => withValue(before, path, value) as typeof draft);
  const changed = Object.keys(draft).filter((port) => draft[port] !== values[port]);
  const save = () =>
    changed.length === 0 ? onClose() : onSave(Object.fromEntries(changed.map((port) => [port, draft[port]])));
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) save();
        if (event.key === 'Escape') onClose();
      }}
    >
      {Object.entries(draft).map(([port, value]) =>
        isList(value) ? (
          <List key={port} name={port} items={value} onChange={(items) => set([port], items)} />
        ) : (
          textsIn(value, [port]).map(({ path, text }) => (
            <Text key={path.join('.')} name={nameOf(path)} text={text} onChange={(next) => set(path, next)} />
          ))
        ),
      )}
      <div className="sticky bottom-0 flex items-center gap-2 bg-bg py-3">
        <Button kind="accent" type="submit" disabled={busy}>
          Save
        </Button>
        <Button kind="quiet" onClick={onClose}>
          Cancel
        </Button>
        <span className="text-[13px] text-muted">
          What follows reads it as you leave it. Earlier versions are kept.
        </span>
      </div>
    </form>
  );
}

const isList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');

interface TextProps {
  name: string;
  text: string;
  onChange: (text: string) => void;
}

const Text = ({ name, text, onChange }: TextProps) => (
  <label className="flex flex-col gap-1.5">
    <span className="text-[12px] font-[560] text-muted">{name}</span>
    <TextArea value={text} onChange={(event) => onChange(event.target.value)} className="min-h-11 text-base" />
  </label>
);

/** Of a list some may go, others come, and their order change. */
function List({ name, items, onChange }: { name: string; items: string[]; onChange: (items: string[]) => void }) {
  const without = (at: number) => items.filter((_, other) => other !== at);
  const moved = (from: number, to: number) => without(from).toSpliced(to, 0, items[from]!);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-[13px] font-[560] text-muted">
        {sentence(name)} · {plural(items.length, 'text')}
      </legend>
      {items.map((text, at) => (
        <div key={at} className="flex flex-wrap items-start justify-end gap-1 sm:flex-nowrap">
          <TextArea
            aria-label={`${sentence(name)} ${at + 1}`}
            value={text}
            onChange={(event) => onChange(items.with(at, event.target.value))}
            className="min-h-11 text-base"
          />
          <IconButton label={`Move ${at + 1} up`} disabled={at === 0} onClick={() => onChange(moved(at, at - 1))}>
            <ChevronUp />
          </IconButton>
          <IconButton
            label={`Move ${at + 1} down`}
            disabled={at === items.length - 1}
            onClick={() => onChange(moved(at, at + 1))}
          >
            <ChevronDown />
          </IconButton>
          <IconButton label={`Remove ${at + 1}`} disabled={items.length === 1} onClick={() => onChange(without(at))}>
            <Trash2 />
          </IconButton>
        </div>
      ))}
      <Button size="small" className="self-start" onClick={() => onChange([...items, items.at(-1)!])}>
        <Plus />
        Add one more
      </Button>
    </fieldset>
  );
}
