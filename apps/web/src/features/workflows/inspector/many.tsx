import { plural } from '@/lib/format';
import { Input, Labelled } from '@/ui/input';
import { Segmented } from '@/ui/segmented';
import { useDoc, useEditor, useEditorState } from '../editor/store';
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
        <Collection key={name} name={name === '' ? 'each' : name} value={value} />
      ))}
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

/** The rows of one list, where they are the workflow's own. */
function Collection({ name, value }: { name: string; value: unknown }) {
  const editor = useEditor();
  const doc = useDoc();
  const from = fromOf(pathOf(value));
  const short = from && from.step === undefined ? doc.definition.inputs?.[from.port] : undefined;
  if (!from || short === undefined) {
    const said = from
      ? `what ${from.step ?? 'an input'} makes (${from.port})`
      : Array.isArray(value) && plural(value.length, 'value');
    return (
      <p className="text-[13px] text-muted">
        {name}: {said || String(value)}
      </p>
    );
  }
  const spec = specOf(short);
  return (
    <ListRows
      label={`${name}: ${from.port}`}
      items={spec.items}
      value={doc.inputs[from.port] ?? spec.default}
      onChange={(rows) => editor.do((one) => setValue(one, from.port, rows), `value ${from.port}`)}
    />
  );
}
