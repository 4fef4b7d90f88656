import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { sentence } from '@/lib/format';
import { IconButton } from '@/ui/button';
import { Input, Labelled, TextArea } from '@/ui/input';
import { Select } from '@/ui/select';
import { Switch } from '@/ui/switch';
import { useDoc, useEditor, useEditorState } from '../editor/store';
import { removeInput, renameInput, setInput, setValue } from '../model/commands';
import { INPUTS, specOf } from '../model/types';
import type { InputSpec, InputType } from '../model/types';
import { Choice, NumberInput } from './controls';
import { ListRows } from './list-rows';
import { MediaValue } from './media-value';

const TYPES: readonly { value: string; label: string }[] = [
  { value: 'string', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'image', label: 'Image' },
  { value: 'video', label: 'Video' },
  { value: 'audio', label: 'Sound' },
  { value: 'list:string', label: 'List of texts' },
  { value: 'list:image', label: 'List of images' },
  { value: 'list:video', label: 'List of videos' },
  { value: 'list:audio', label: 'List of sounds' },
  { value: 'list:number', label: 'List of numbers' },
  { value: 'list', label: 'List of anything' },
];
const typeKey = ({ type, items }: InputSpec) => (type === 'list' && items ? `list:${items}` : type);

/** The value that a workflow is run with, for one of its inputs. */
export function InputValue({ name }: { name: string }) {
  const editor = useEditor();
  const { definition, inputs } = useDoc();
  const problem = useEditorState(
    ({ infos }) => infos.get(INPUTS)?.problems.find(({ field }) => field === name)?.message,
  );
  const spec = specOf(definition.inputs![name]!);
  const missing = useEditorState((state) => state.missing.includes(name));
  const label = missing ? `${sentence(name)} (needed)` : sentence(name);
  const value = inputs[name];
  const set = (next: unknown) => editor.do((doc) => setValue(doc, name, next), `value ${name}`);
  if (spec.type === 'list')
    return (
      <div className="flex flex-col gap-1.5">
        <ListRows {...{ label, items: spec.items, value: value ?? spec.default, onChange: set }} />
        {problem !== undefined && <p className="text-[13px] text-failed">{problem}</p>}
      </div>
    );
  if (spec.type === 'image' || spec.type === 'video' || spec.type === 'audio')
    return (
      <div className="flex flex-col gap-1.5">
        <span className="text-[13px] font-[520] text-muted">{label}</span>
        <MediaValue {...{ label, media: spec.type, value, many: false, onChange: set }} />
        {problem !== undefined && <p className="text-[13px] text-failed">{problem}</p>}
      </div>
    );
  return (
    <Labelled label={label} {...(spec.description && { hint: spec.description })} error={problem}>
      <PlainValue {...{ label, spec, value, onChange: set }} />
    </Labelled>
  );
}

interface PlainValueProps {
  label: string;
  spec: InputSpec;
  value: unknown;
  onChange: (value: unknown) => void;
}

function PlainValue({ label, spec, value, onChange }: PlainValueProps) {
  const schema = {
    ...{ type: spec.type, default: spec.default },
    ...(spec.enum && { enum: spec.enum }),
    ...(spec.min !== undefined && { minimum: spec.min }),
    ...(spec.max !== undefined && { maximum: spec.max }),
  };
  if (spec.enum) return <Choice {...{ label, schema, value, onChange }} />;
  if (spec.type === 'number') return <NumberInput {...{ schema, value, onChange }} />;
  if (spec.type === 'boolean')
    return <Switch label={label} checked={(value ?? spec.default) === true} onChange={onChange} />;
  return (
    <TextArea
      className="min-h-11"
      rows={1}
      value={typeof value === 'string' ? value : ''}
      placeholder={typeof spec.default === 'string' ? spec.default : ''}
      onChange={({ target: { value: text } }) => onChange(text === '' ? undefined : text)}
    />
  );
}

/** What an input is: its name, its type, whether it is needed. */
export function InputShape({ name }: { name: string }) {
  const editor = useEditor();
  const { definition } = useDoc();
  const spec = specOf(definition.inputs![name]!);
  const [draft, setDraft] = useState(name);
  const change = (next: InputSpec) => editor.do((doc) => setInput(doc, name, next));
  const retype = (key: string) => {
    const [type, items] = key.split(':') as [InputType, InputSpec['items']];
    const { description, required } = spec;
    change({
      type,
      ...(items && { items }),
      ...(description !== undefined && { description }),
      ...(required !== undefined && { required }),
    });
  };
  return (
    <li className="flex flex-col gap-3 rounded-control border border-line p-3">
      <div className="flex items-end gap-2">
        <Labelled label="Name" className="min-w-0 flex-1">
          <Input
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
            onBlur={() => {
              editor.do((doc) => renameInput(doc, name, draft));
              setDraft(name);
            }}
          />
        </Labelled>
        <IconButton label={`Delete the input ${name}`} onClick={() => editor.do((doc) => removeInput(doc, name))}>
          <Trash2 />
        </IconButton>
      </div>
      <Select label={`Type of ${name}`} value={typeKey(spec)} options={TYPES} onChange={retype} />
      <Labelled label="What it is for">
        <Input
          value={spec.description ?? ''}
          onChange={({ target: { value } }) =>
            editor.do((doc) => setInput(doc, name, { ...spec, description: value }), `describe ${name}`)
          }
        />
      </Labelled>
      {spec.default === undefined && (
        <label className="flex min-h-11 items-center justify-between sm:min-h-9">
          It has to be given
          <Switch
            label={`${name} has to be given`}
            checked={spec.required ?? true}
            onChange={(required) => change({ ...spec, required })}
          />
        </label>
      )}
    </li>
  );
}
