import { useState } from 'react';
import { sentence } from '@/lib/format';
import { Input, TextArea } from '@/ui/input';
import { Select } from '@/ui/select';
import { Switch } from '@/ui/switch';
import type { JsonSchema } from '../model/types';
import { choicesOf } from './fields';

interface ControlProps {
  schema: Pick<JsonSchema, 'type' | 'default' | 'enum' | 'anyOf' | 'minimum' | 'maximum'>;
  value: unknown;
  /** Undefined leaves it to its default. */
  onChange: (value: unknown) => void;
}

const UNSET = '(unset)';
const isPlain = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

export function Choice({ label, schema, value, onChange }: ControlProps & { label: string }) {
  const choices = choicesOf(schema) ?? [];
  const preset = isPlain(schema.default) ? sentence(String(schema.default)) : 'as it comes';
  return (
    <Select
      label={label}
      value={isPlain(value) ? String(value) : UNSET}
      options={[
        { value: UNSET, label: `Default: ${preset}` },
        ...choices.map((one) => ({ value: String(one), label: sentence(String(one)) })),
      ]}
      onChange={(next) => onChange(next === UNSET ? undefined : choices.find((one) => String(one) === next))}
    />
  );
}

export const SwitchInput = ({ label, schema, value, onChange }: ControlProps & { label: string }) => (
  <div className="flex h-11 items-center sm:h-9">
    <Switch label={label} checked={(value ?? schema.default ?? false) === true} onChange={onChange} />
  </div>
);

export function NumberInput({ schema, value, onChange }: ControlProps) {
  return (
    <Input
      type="number"
      value={typeof value === 'number' ? value : ''}
      placeholder={typeof schema.default === 'number' ? String(schema.default) : ''}
      min={schema.minimum}
      max={schema.maximum}
      step={schema.type === 'integer' ? 1 : 'any'}
      onChange={({ target: { value: text } }) => onChange(text === '' ? undefined : Number(text))}
    />
  );
}

export const TextInput = ({ schema, value, onChange }: ControlProps) => (
  <Input
    value={typeof value === 'string' ? value : ''}
    placeholder={typeof schema.default === 'string' ? schema.default : ''}
    onChange={({ target: { value: text } }) => onChange(text === '' ? undefined : text)}
  />
);

export const LinesInput = ({ value, onChange }: Pick<ControlProps, 'value' | 'onChange'>) => (
  <TextArea
    value={Array.isArray(value) ? value.join('\n') : ''}
    placeholder="One a line"
    onChange={({ target: { value: text } }) => onChange(text === '' ? undefined : text.split('\n'))}
  />
);

/** Anything else, as JSON; taken over whenever it can be read. */
export function JsonInput({ value, onChange }: Pick<ControlProps, 'value' | 'onChange'>) {
  const [draft, setDraft] = useState<string>();
  return (
    <TextArea
      value={draft ?? (value === undefined ? '' : JSON.stringify(value, null, 2))}
      placeholder="JSON"
      className="font-mono text-[13px]"
      onBlur={() => setDraft(undefined)}
      onChange={({ target: { value: text } }) => {
        setDraft(text);
        try {
          onChange(text.trim() === '' ? undefined : (JSON.parse(text) as unknown));
        } catch {
          // Not yet whole; it is shown as it is written.
        }
      }}
    />
  );
}
