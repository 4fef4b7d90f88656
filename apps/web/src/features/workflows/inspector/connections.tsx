import { sentence } from '@/lib/format';
import { toast } from '@/ui/toasts';
import { useDoc, useEditor, useEditorState } from '../editor/store';
import type { Editor } from '../editor/store';
import { wire } from '../editor/wire';
import { disconnected, refusal } from '../model/connect';
import type { Link } from '../model/links';
import { EACH, MEDIA_NAMES, sourceOf, targetsOf, thing } from '../model/ports';
import type { From } from '../model/ports';
import type { Definition, Step, StepType, StepTypes } from '../model/types';
import { SourcePicker } from './source-picker';

const keyOf = ({ step, port }: From) => `${step ?? '@'} ${port}`;
const fromOfKey = (key: string): From => {
  const [id = '', port = ''] = key.split(' ');
  return { ...(id !== '@' && { step: id }), port };
};
const nameOf = ({ step, port }: From) =>
  step === undefined ? `Input: ${sentence(port)}` : `${sentence(step)}: ${sentence(port)}`;

/** Everything in a workflow that something can come from. */
function sourcesIn({ steps, inputs = {} }: Definition, types: StepTypes): From[] {
  const outputs = steps.flatMap(({ id, type }) =>
    Object.keys(types.get(type)?.outputs ?? {}).map((port) => ({ step: id, port })),
  );
  return [...Object.keys(inputs).map((port) => ({ port })), ...outputs];
}

function noteOf(definition: Definition, types: StepTypes, from: From): string {
  const source = sourceOf(definition, types, from);
  if (!source) return '';
  const name = MEDIA_NAMES[source.media];
  return source.list ? `List of ${name.toLowerCase()}` : name;
}

/** Takes a connection away, or says why it stays. */
export function unwire(editor: Editor, link: Link): void {
  const changed = disconnected(editor.doc.definition, editor.state.types, link);
  if (changed.refused !== undefined) return toast('It stays connected', { tone: 'idle', text: changed.refused });
  editor.do((doc) => ({ ...doc, definition: changed.definition }));
}

/** What a step takes from where, to be chosen without drawing wires. */
export function Connections({ step, type }: { step: Step; type: StepType }) {
  const ports = targetsOf(type, step).map(({ name, description, required, media }) => ({
    ...{ name, label: sentence(name) },
    hint: `${description}${required ? ' · needed' : ''} · takes ${thing(media)}`,
  }));
  return (
    <div className="flex flex-col gap-3">
      {[...ports, { name: EACH, label: 'For each of', hint: 'Runs once for each of a list' }].map((port) => (
        <Connection key={port.name} step={step} {...port} />
      ))}
    </div>
  );
}

function Connection({ step, name, label, hint }: { step: Step; name: string; label: string; hint: string }) {
  const editor = useEditor();
  const { definition } = useDoc();
  const { types } = editor.state;
  const to = { step: step.id, port: name };
  const now = useEditorState((state) => state.links).filter(
    (link) => link.to.step === step.id && link.to.port === name,
  );
  const taken = new Set(now.map(({ from }) => keyOf(from)));
  const options = () =>
    sourcesIn(definition, types)
      .filter((from) => taken.has(keyOf(from)) || refusal(definition, types, from, to) === undefined)
      .map((from) => ({ value: keyOf(from), label: nameOf(from), note: noteOf(definition, types, from) }));
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-[13px] font-[520] text-muted">{label}</span>
      <SourcePicker
        label={label}
        value={now[0] && keyOf(now[0].from)}
        shown={now.map(({ from }) => nameOf(from)).join(', ') || 'Nothing'}
        options={options}
        onChange={(key) => {
          if (key === undefined) for (const link of now) unwire(editor, link);
          else wire(editor, fromOfKey(key), to);
        }}
      />
      <p className="text-[13px] text-muted">{hint}</p>
    </div>
  );
}
