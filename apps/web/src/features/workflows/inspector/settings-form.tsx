import { useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { Button } from '@/ui/button';
import { useDoc, useEditor, useEditorState } from '../editor/store';
import { setConfig } from '../model/commands';
import type { Binding, Step, StepType } from '../model/types';
import { SchemaField } from './field';
import { wrongWith } from './fields';
import { referencesFor } from './references';

type Values = Record<string, unknown>;
const NONE: readonly Binding[] = [];
const NOTHING: Values = {};
const COMMON =
  /^(prompt|motion_prompt|style|quality|aspect|aspect_ratio|duration|resolution|scale|voice|transition|.*_per_.*|mood|by|keep)$/;

/** What people change first; the rest is folded. */
const isCommon = (name: string, type: StepType, step: Step): boolean =>
  type.config.required?.includes(name) === true || step.config?.[name] !== undefined || COMMON.test(name);

/** The settings of a step, by the schema of its type. */
export function SettingsForm({ step, type }: { step: Step; type: StepType }) {
  const editor = useEditor();
  const { definition } = useDoc();
  const bindings = useEditorState(({ plan }) => plan?.bindings ?? NONE);
  const problems = useEditorState(({ infos }) => infos.get(step.id)?.problems);
  const [all, showAll] = useState(false);
  const config = step.config ?? NOTHING;
  const { control } = useForm<Values>({ values: config, mode: 'onChange' });
  const references = referencesFor(definition, editor.state.types, step);
  const fields = Object.entries(type.config.properties ?? {}).filter(([name]) => name !== 'model');
  const shown = fields.filter(([name]) => all || isCommon(name, type, step));
  const filled = new Map(bindings.filter((one) => one.step === step.id).map(({ field, source }) => [field, source]));
  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => event.preventDefault()}>
      {shown.map(([name, schema]) => (
        <Controller
          key={name}
          name={name}
          control={control}
          rules={{ validate: (value) => wrongWith(schema, value) ?? true }}
          render={({ field, fieldState }) => (
            <SchemaField
              {...{ name, schema, references }}
              value={field.value}
              error={fieldState.error?.message ?? problems?.find((one) => one.field === name)?.message}
              filledBy={config[name] === undefined ? filled.get(name) : undefined}
              onChange={(value) => {
                field.onChange(value);
                editor.do((doc) => setConfig(doc, step.id, name, value), `config ${step.id} ${name}`);
              }}
            />
          )}
        />
      ))}
      {shown.length < fields.length && (
        <Button size="small" kind="quiet" className="self-start" onClick={() => showAll(true)}>
          {fields.length - shown.length} more settings
        </Button>
      )}
    </form>
  );
}
