import { useState } from 'react';
import { sentence } from '@/lib/format';
import { thumbnail } from '@/lib/media';
import { Button } from '@/ui/button';
import { Input, Labelled, TextArea } from '@/ui/input';
import { Select } from '@/ui/select';
import { Switch } from '@/ui/switch';
import { LibraryPicker } from '@/widgets/library-picker';
import { fieldText, mediaKind } from './inputs';
import type { DeclaredInput, MediaKind } from './inputs';

interface InputFieldsProps {
  declared: readonly DeclaredInput[];
  /** What stands in the fields, by name. */
  texts: Readonly<Record<string, string>>;
  missing: readonly string[];
  onChange: (name: string, text: string) => void;
}

/** The inputs of a workflow, each as its type is asked for. */
export function InputFields({ declared, texts, missing, onChange }: InputFieldsProps) {
  return declared.map((input) => (
    <Field
      key={input.name}
      input={input}
      text={texts[input.name] ?? fieldText(input)}
      error={missing.includes(input.name) ? 'This is needed.' : undefined}
      onChange={(text) => onChange(input.name, text)}
    />
  ));
}

interface FieldProps {
  input: DeclaredInput;
  text: string;
  error: string | undefined;
  onChange: (text: string) => void;
}

function Field({ input, text, error, onChange }: FieldProps) {
  const { name, type, required, enum: choices, min, max } = input;
  const label = `${sentence(name)}${required ? ', needed' : ''}`;
  const hint = [input.description, type === 'list' ? 'One on each line.' : ''].filter(Boolean).join(' ');
  const kind = mediaKind(input);
  if (kind) return <Media label={label} hint={hint} kind={kind} digest={text} error={error} onChange={onChange} />;
  if (type === 'boolean')
    return (
      <div className="flex items-center justify-between gap-3">
        <div>
          <p className="text-[13px] font-[520] text-muted">{label}</p>
          <p className="text-[13px] text-muted">{hint}</p>
        </div>
        <Switch label={sentence(name)} checked={text === 'true'} onChange={(on) => onChange(String(on))} />
      </div>
    );
  if (choices && choices.length > 0)
    return (
      <div className="flex flex-col gap-1.5">
        <span className="text-[13px] font-[520] text-muted">{label}</span>
        <Select
          label={sentence(name)}
          value={text === '' ? undefined : text}
          options={choices.map((choice) => ({ value: String(choice), label: sentence(String(choice)) }))}
          onChange={onChange}
        />
        <p className="text-[13px] text-muted">{hint}</p>
      </div>
    );
  const change = { value: text, onChange: (event: { target: { value: string } }) => onChange(event.target.value) };
  return (
    <Labelled label={label} hint={hint} error={error}>
      {type === 'list' || (type === 'string' && !/seed|name|language/.test(name)) ? (
        <TextArea {...change} />
      ) : (
        <Input {...change} {...(type === 'number' && { type: 'number', min, max, step: 'any' })} />
      )}
    </Labelled>
  );
}

interface MediaProps {
  label: string;
  hint: string;
  kind: MediaKind;
  digest: string;
  error: string | undefined;
  onChange: (digest: string) => void;
}

function Media({ label, hint, kind, digest, error, onChange }: MediaProps) {
  const [open, setOpen] = useState(false);
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-[13px] font-[520] text-muted">{label}</span>
      <div className="flex items-center gap-3">
        {digest !== '' && kind !== 'audio' && (
          <img src={thumbnail(digest, 128)} alt="" className="size-14 rounded-control object-cover" />
        )}
        <Button onClick={() => setOpen(true)}>{digest === '' ? 'Choose from the library' : 'Choose another'}</Button>
      </div>
      <p className="text-[13px] text-muted">{hint}</p>
      {error !== undefined && (
        <p role="alert" className="text-[13px] text-failed">
          {error}
        </p>
      )}
      <LibraryPicker
        open={open}
        onOpenChange={setOpen}
        kinds={[kind]}
        several={false}
        onPick={([item]) => item && onChange(item.digest)}
      />
    </div>
  );
}
