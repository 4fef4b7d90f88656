import { Rows3 } from 'lucide-react';
import { plural, sentence } from '@/lib/format';
import { Button } from '@/ui/button';
import { Input, Labelled } from '@/ui/input';
import { Menu, MenuItem, MenuLabel } from '@/ui/menu';
import { Segmented } from '@/ui/segmented';
import { useDoc, useEditor, useEditorState } from '../editor/store';
import { bulkPorts, withList, withRows } from '../model/bulk';
import { setStep, setValue } from '../model/commands';
import { collectionsOf, fromOf } from '../model/links';
import { pathOf } from '../model/refs';
import { specOf } from '../model/types';
import type { Doc, Step } from '../model/types';
import { ListRows } from './list-rows';

/** How often a step runs: for each of its lists, in every combination or in pairs, and how many takes of each. */
export function Many({ step }: { step: Step }) {
  const editor = useEditor();
  const collections = Object.entries(collectionsOf(step));
  return (
    <div className="flex flex-col gap-3">
      <Product step={step} />
      {collections.map(([name, value]) => (
        <Collection key={name} {...{ step, name, value }} />
      ))}
      <NewList step={step} />
      {step.cross && collections.length > 1 && (
        <Segmented
          label="How they combine"
          value={step.combine === 'one_to_one' ? 'one_to_one' : 'all'}
          options={[
            { value: 'all', label: 'Every combination' },
            { value: 'one_to_one', label: 'In pairs' },
          ]}
          onChange={(way) => editor.do((doc) => setStep(doc, step.id, { combine: way === 'all' ? undefined : way }))}
        />
      )}
      <Labelled label="Takes" hint="Made so often, each time with another seed">
        <Input
          type="number"
          min={1}
          max={1000}
          placeholder={typeof step.count === 'string' ? step.count : '1'}
          value={typeof step.count === 'number' ? step.count : ''}
          onChange={({ target: { value } }) => {
            const count = value === '' ? undefined : Number(value);
            editor.do((doc) => setStep(doc, step.id, { count }), `count ${step.id}`);
          }}
        />
      </Labelled>
    </div>
  );
}

/** The live product: 3 × 5 → 15. */
function Product({ step }: { step: Step }) {
  const doc = useDoc();
  const tasks = useEditorState(({ infos }) => infos.get(step.id)?.tasks);
  const lengths = Object.values(collectionsOf(step)).map((value) => lengthOf(doc, value));
  const paired = step.zip !== undefined || step.combine === 'one_to_one';
  const factors = [
    ...(paired ? lengths.slice(0, 1) : lengths),
    ...(typeof step.count === 'number' ? [step.count] : []),
  ];
  const known = factors.length > 1 && factors.every((one) => one !== undefined);
  if (tasks === undefined) return null;
  return (
    <p className="rounded-control bg-raised px-3 py-2 text-base font-[600] tabular" aria-live="polite">
      {known ? `${factors.join(' × ')} → ${tasks}` : plural(tasks, 'run')}
    </p>
  );
}

function lengthOf({ definition, inputs }: Doc, value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  const from = fromOf(pathOf(value));
  if (!from || from.step !== undefined) return undefined;
  const spec = definition.inputs?.[from.port];
  const given = inputs[from.port] ?? (spec === undefined ? undefined : specOf(spec).default);
  return Array.isArray(given) ? given.length : undefined;
}

/** Begins a list of one's own: prompts, pictures. */
function NewList({ step }: { step: Step }) {
  const editor = useEditor();
  const { types } = editor.state;
  const taken = new Set(Object.keys(collectionsOf(step)));
  const ports = bulkPorts(types, step).filter((port) => !taken.has(port));
  if (ports.length === 0) return null;
  return (
    <Menu
      align="start"
      trigger={
        <Button size="small" className="self-start">
          <Rows3 />
          {taken.size === 0 ? 'Make many' : 'Combine with more'}
        </Button>
      }
    >
      <MenuLabel>One of each of a list of</MenuLabel>
      {ports.map((port) => (
        <MenuItem key={port} onSelect={() => editor.do((doc) => withList(doc, types, step.id, port))}>
          {sentence(port)}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** The rows of one list, where they are the workflow's own. */
function Collection({ step, name, value }: { step: Step; name: string; value: unknown }) {
  const editor = useEditor();
  const doc = useDoc();
  const label = sentence(name === '' ? 'each' : name);
  const from = fromOf(pathOf(value));
  const short = from && from.step === undefined ? doc.definition.inputs?.[from.port] : undefined;
  if (Array.isArray(value))
    return (
      <ListRows
        {...{ label, items: undefined, value }}
        onChange={(rows) => editor.do((one) => withRows(one, step.id, name, rows ?? []), `rows ${step.id} ${name}`)}
      />
    );
  if (!from || short === undefined) {
    const said = from ? `what ${sentence(from.step ?? 'an input')} makes (${from.port})` : JSON.stringify(value);
    return (
      <p className="text-[13px] text-muted">
        {label}: {said}
      </p>
    );
  }
  const spec = specOf(short);
  return (
    <ListRows
      label={`${label}: ${from.port}`}
      items={spec.items}
      value={doc.inputs[from.port] ?? spec.default}
      onChange={(rows) => editor.do((one) => setValue(one, from.port, rows), `value ${from.port}`)}
    />
  );
}
