import { Link2, Link2Off } from 'lucide-react';
import type { ReactNode } from 'react';
import { sentence } from '@/lib/format';
import { IconButton } from '@/ui/button';
import { Input, Labelled } from '@/ui/input';
import { Menu, MenuItem, MenuLabel } from '@/ui/menu';
import { hasExpression } from '../model/refs';
import type { JsonSchema } from '../model/types';
import { Choice, JsonInput, LinesInput, NumberInput, SwitchInput, TextInput } from './controls';
import { hintOf, kindOf } from './fields';
import { Words } from './words';

export interface FieldProps {
  name: string;
  schema: JsonSchema;
  value: unknown;
  /** Undefined leaves it to its default. */
  onChange: (value: unknown) => void;
  error?: string | undefined;
  references: readonly string[];
  /** Where its value comes from while it says nothing itself. */
  filledBy?: string | undefined;
}

/** One option of a step, as its schema says. */
export function SchemaField(props: FieldProps) {
  const { name, schema, value, onChange, error, references, filledBy } = props;
  const label = sentence(name);
  const hint = filledBy === undefined ? hintOf(schema) : `${schema.description ?? ''} · now from ${filledBy}`;
  const kind = kindOf(schema);
  const linked = hasExpression(value) && kind !== 'words';
  if (kind === 'group') return <GroupField {...props} label={label} />;
  return (
    <div className="flex items-start gap-1">
      <Labelled label={label} hint={hint} error={error} className="min-w-0 flex-1">
        {linked ? (
          <Input value={String(value)} onChange={(event) => onChange(event.target.value)} />
        ) : (
          <Control {...props} />
        )}
      </Labelled>
      {kind !== 'words' && <LinkMenu {...{ label, linked, references, onChange }} />}
    </div>
  );
}

type LinkMenuProps = { label: string; linked: boolean } & Pick<FieldProps, 'references' | 'onChange'>;

/** Fills an option that is no text from elsewhere. */
function LinkMenu({ label, linked, references, onChange }: LinkMenuProps) {
  if (linked)
    return (
      <IconButton label={`${label}: set it here`} className="mt-6" onClick={() => onChange(undefined)}>
        <Link2Off />
      </IconButton>
    );
  if (references.length === 0) return null;
  return (
    <Menu
      trigger={
        <IconButton label={`${label}: take it from elsewhere`} className="mt-6">
          <Link2 />
        </IconButton>
      }
    >
      <MenuLabel>Take it from</MenuLabel>
      {references.map((reference) => (
        <MenuItem key={reference} onSelect={() => onChange(`{{${reference}}}`)}>
          {reference}
        </MenuItem>
      ))}
    </Menu>
  );
}

function Control({ name, schema, value, onChange, references }: FieldProps): ReactNode {
  const label = sentence(name);
  switch (kindOf(schema)) {
    case 'choice':
      return <Choice {...{ label, schema, value, onChange }} />;
    case 'switch':
      return <SwitchInput {...{ label, schema, value, onChange }} />;
    case 'number':
      return <NumberInput {...{ schema, value, onChange }} />;
    case 'words':
      return (
        <Words
          value={Array.isArray(value) ? value.join('\n---\n') : typeof value === 'string' ? value : ''}
          onChange={(text) => onChange(text === '' ? undefined : text)}
          references={references}
        />
      );
    case 'text':
      return <TextInput {...{ schema, value, onChange }} />;
    case 'lines':
      return <LinesInput {...{ value, onChange }} />;
    case 'group':
    case 'json':
      return <JsonInput {...{ value, onChange }} />;
  }
}

/** Options in an option, such as the variations of a set. */
function GroupField({ schema, value, onChange, references, error, label }: FieldProps & { label: string }) {
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  return (
    <fieldset className="flex flex-col gap-3 rounded-control border border-line p-3">
      <legend className="px-1 text-[13px] font-[520] text-muted">{label}</legend>
      {schema.description !== undefined && <p className="text-[13px] text-muted">{schema.description}</p>}
      {Object.entries(schema.properties ?? {}).map(([name, inner]) => (
        <SchemaField
          key={name}
          {...{ name, schema: inner, value: given[name], references }}
          onChange={(next) => {
            const { [name]: _before, ...rest } = given;
            const after = next === undefined ? rest : { ...given, [name]: next };
            onChange(Object.keys(after).length > 0 ? after : undefined);
          }}
        />
      ))}
      {error !== undefined && (
        <p role="alert" className="text-[13px] text-failed">
          {error}
        </p>
      )}
    </fieldset>
  );
}
