import { useState } from 'react';
import { Input, Labelled, TextArea } from '@/ui/input';
import { Select } from '@/ui/select';
import { Switch } from '@/ui/switch';
import type { InputSpec } from './inputs';

interface InputFieldProps {
  name: string;
  spec: InputSpec;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** An input of a definition, by its type; lists and references as JSON. */
export function InputField({ name, spec, value, onChange }: InputFieldProps) {
  const { type, description, enum: choices, min, max } = spec;
  const hint = description === undefined ? {} : { hint: description };
  if (choices)
    return (
      <div className="flex flex-col gap-1.5">
        <span className="text-[13px] font-[520] text-muted">{name}</span>
        <Select
          label={name}
          value={typeof value === 'string' || typeof value === 'number' ? String(value) : undefined}
          options={choices.map((choice) => ({ value: String(choice), label: String(choice) }))}
          onChange={(chosen) => onChange(choices.find((choice) => String(choice) === chosen))}
        />
      </div>
    );
  if (type === 'boolean')
    return (
      <div className="flex min-h-11 items-center justify-between gap-3 sm:min-h-9">
        <span className="text-[13px] font-[520] text-muted">{name}</span>
        <Switch label={name} checked={value === true} onChange={onChange} />
      </div>
    );
  if (type === 'number')
    return (
      <Labelled label={name} {...hint}>
        <Input
          type="number"
          min={min}
          max={max}
          step="any"
          value={typeof value === 'number' ? value : ''}
          onChange={(event) => onChange(event.target.value === '' ? undefined : Number(event.target.value))}
        />
      </Labelled>
    );
  if (type === 'string')
    return (
      <Labelled label={name} {...hint}>
        <TextArea
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.target.value)}
          className="min-h-11"
        />
      </Labelled>
    );
  return <JsonField name={name} hint={description} value={value} onChange={onChange} />;
}

interface JsonFieldProps {
  name: string;
  hint: string | undefined;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** What has no control of its own; only what is JSON is taken. */
function JsonField({ name, hint, value, onChange }: JsonFieldProps) {
  const [text, setText] = useState(() => JSON.stringify(value, null, 1) ?? '');
  const [error, setError] = useState<string>();
  const take = (written: string) => {
    setText(written);
    try {
      onChange(JSON.parse(written));
      setError(undefined);
    } catch {
      setError('This is no JSON yet.');
    }
  };
  return (
    <Labelled label={name} {...(hint !== undefined && { hint })} error={error}>
      <TextArea
        value={text}
        spellCheck={false}
        onChange={(event) => take(event.target.value)}
        className="font-mono text-[13px]"
      />
    </Labelled>
  );
}
