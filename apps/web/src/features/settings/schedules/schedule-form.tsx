import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { z } from 'zod';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { numberOr, showRefusal } from '@/api/forms';
import { sentence } from '@/lib/format';
import { Button } from '@/ui/button';
import { Input, Labelled } from '@/ui/input';
import { Modal } from '@/ui/modal';
import { Select } from '@/ui/select';
import { FormProblem } from '../parts';
import { CronBuilder } from './cron-builder';
import { InputFields } from './input-fields';
import { inputsOf, missingInputs } from './inputs';
import { schedulesQuery, workflowQuery, workflowsQuery } from './queries';

type Schedule = Schemas['ScheduleDto'];

const MISSED = [
  { value: 'run_once', label: 'Run once for the latest' },
  { value: 'run_all', label: 'Run for each, up to 24' },
  { value: 'skip', label: 'Leave them out' },
] as const;
const OVERLAP = [
  { value: 'skip', label: 'Leave this one out' },
  { value: 'allow', label: 'Run beside it' },
  { value: 'cancel', label: 'Cancel the one before' },
] as const;

const schema = z.object({
  name: z.string().trim().min(1, 'This is needed.').max(100, 'At most 100 characters.'),
  cron: z.string().trim().min(1, 'This is needed.').max(200, 'At most 200 characters.'),
  timezone: z.string().trim().min(1, 'This is needed.'),
  blueprint: z.string(),
  budget: z.string().refine((text) => numberOr(text, 0) >= 0, 'An amount in dollars is needed.'),
  missed: z.enum(['run_once', 'run_all', 'skip']),
  overlap: z.enum(['skip', 'allow', 'cancel']),
});
type Values = z.infer<typeof schema>;

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

interface ScheduleFormProps {
  /** What is changed; undefined makes a new one. */
  editing: Schedule | undefined;
  onClose: () => void;
  onMade: (schedule: Schedule) => void;
}

export function ScheduleForm({ editing, onClose, onMade }: ScheduleFormProps) {
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    mode: 'onTouched',
    defaultValues: {
      ...{ name: editing?.name ?? '', cron: editing?.cron ?? '30 7 * * MON-FRI', timezone: editing?.timezone ?? here },
      ...{ blueprint: '', budget: '', missed: editing?.missed ?? 'run_once', overlap: editing?.overlap ?? 'skip' },
    },
  });
  const { register, control, formState, handleSubmit, setError } = form;
  const { errors } = formState;
  const [blueprint, timezone] = useWatch({ control, name: ['blueprint', 'timezone'] });
  const [texts, setTexts] = useState<Record<string, string>>({});
  const [missing, setMissing] = useState<string[]>([]);
  const workflow = useQuery(workflowQuery(blueprint));
  const declared = workflow.data?.inputs ?? [];
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: async ({ blueprint: chosen, budget, ...rest }: Values) => {
      const budgetUsd = numberOr(budget, undefined);
      const options = budgetUsd !== undefined && { options: { budgetUsd } };
      const pipeline = { blueprint: chosen, inputs: inputsOf(declared, texts), ...options };
      if (!editing) return dataOf(await client.POST('/schedules', { body: { ...rest, pipeline } }));
      const body = { ...rest, ...(chosen !== '' && { pipeline }) };
      return dataOf(await client.PUT('/schedules/{id}', { params: { path: { id: editing.id } }, body }));
    },
    onSuccess: async (schedule) => {
      await queries.invalidateQueries({ queryKey: schedulesQuery.queryKey });
      onClose();
      onMade(schedule);
    },
    onError: (error) => showRefusal(form, error),
  });
  const submit = (values: Values) => {
    if (!editing && values.blueprint === '') return setError('blueprint', { message: 'Choose what is made.' });
    const lacking = missingInputs(declared, texts);
    setMissing(lacking);
    if (lacking.length === 0) save.mutate(values);
  };
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title={editing ? `Change “${editing.name}”` : 'New schedule'}
      description="The same thing, made again and again. It spends the budget of your key."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="accent" type="submit" form="schedule-form" disabled={save.isPending}>
            {editing ? 'Save' : 'Set the schedule'}
          </Button>
        </>
      }
    >
      <form
        id="schedule-form"
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => void handleSubmit(submit)(event)}
      >
        <Labelled label="Name" error={errors.name?.message}>
          <Input {...register('name')} autoComplete="off" placeholder="Morning panels" />
        </Labelled>
        <Controller
          control={control}
          name="blueprint"
          render={({ field }) => (
            <What
              value={field.value}
              now={editing?.pipeline_name}
              error={errors.blueprint?.message}
              onChange={(name) => {
                field.onChange(name);
                setTexts({});
                setMissing([]);
              }}
            />
          )}
        />
        <InputFields
          declared={declared}
          texts={texts}
          missing={missing}
          onChange={(name, text) => setTexts((before) => ({ ...before, [name]: text }))}
        />
        <Controller
          control={control}
          name="cron"
          render={({ field }) => (
            <CronBuilder
              cron={field.value}
              timezone={timezone}
              onChange={field.onChange}
              error={errors.cron?.message}
            />
          )}
        />
        <Timezone register={register('timezone')} error={errors.timezone?.message} />
        {(!editing || blueprint !== '') && (
          <Labelled
            label="Budget of each run, in dollars"
            hint="Empty: no limit of its own."
            error={errors.budget?.message}
          >
            <Input {...register('budget')} inputMode="decimal" autoComplete="off" placeholder="no limit" />
          </Labelled>
        )}
        <div className="grid gap-5 sm:grid-cols-2">
          <Choice control={control} name="missed" label="Times that were missed" options={MISSED} />
          <Choice control={control} name="overlap" label="While the run before goes on" options={OVERLAP} />
        </div>
        <FormProblem message={errors.root?.message} />
      </form>
    </Modal>
  );
}

interface WhatProps {
  value: string;
  /** What is made now. */
  now: string | undefined;
  error: string | undefined;
  onChange: (name: string) => void;
}

function What({ value, now, error, onChange }: WhatProps) {
  const workflows = useQuery(workflowsQuery);
  const options = (workflows.data?.items ?? []).map(({ name, description, built_in }) => ({
    value: name,
    label: built_in ? sentence(name) : name,
    note: description.split('. ', 1)[0]!,
  }));
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-[13px] font-[520] text-muted">What is made</span>
      <Select
        label="What is made"
        value={value === '' ? undefined : value}
        options={options}
        onChange={onChange}
        placeholder={now === undefined ? 'Choose a workflow or template' : `${sentence(now)}, as it is`}
      />
      {error !== undefined && (
        <p role="alert" className="text-[13px] text-failed">
          {error}
        </p>
      )}
    </div>
  );
}

function Timezone({ register, error }: { register: object; error: string | undefined }) {
  const id = useId();
  return (
    <Labelled label="Whose clocks" hint="A time zone, such as Europe/Berlin or UTC." error={error}>
      <Input {...register} list={id} autoComplete="off" spellCheck={false} />
      <datalist id={id}>
        {['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </Labelled>
  );
}

interface ChoiceProps<Name extends 'missed' | 'overlap'> {
  control: ReturnType<typeof useForm<Values>>['control'];
  name: Name;
  label: string;
  options: readonly { value: Values[Name]; label: string }[];
}

function Choice<Name extends 'missed' | 'overlap'>({ control, name, label, options }: ChoiceProps<Name>) {
  return (
    <Controller
      control={control}
      name={name as 'missed'}
      render={({ field }) => (
        <div className="flex flex-col gap-1.5">
          <span className="text-[13px] font-[520] text-muted">{label}</span>
          <Select<string> label={label} value={field.value} options={options} onChange={field.onChange} />
        </div>
      )}
    />
  );
}
