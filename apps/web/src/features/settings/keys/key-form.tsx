import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Controller } from 'react-hook-form';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { numberOr, showRefusal, useBodyForm } from '@/api/forms';
import { Button } from '@/ui/button';
import { Checkbox } from '@/ui/checkbox';
import { Input, Labelled } from '@/ui/input';
import { Modal } from '@/ui/modal';
import { Select } from '@/ui/select';
import { FormProblem } from '../parts';
import { EXPIRIES, expiresAt } from './expiry';
import { keysQuery } from './queries';

type Key = Schemas['KeyDto'];
type Scope = Key['scopes'][number];

const SCOPES: readonly { scope: Scope; label: string; text: string }[] = [
  { scope: 'read', label: 'Read', text: 'Look at everything: runs, results, queue, usage.' },
  { scope: 'run', label: 'Run', text: 'Also make, change and stop things, and spend within the budget.' },
  { scope: 'review', label: 'Review', text: 'Look, and decide about results that wait.' },
  { scope: 'admin', label: 'Admin', text: 'Everything: also keys, budgets, the queue and webhooks.' },
];

interface KeyFormProps {
  /** What is changed; undefined makes a new one. */
  editing: Key | undefined;
  onClose: () => void;
  onMade: (key: Schemas['CreatedKeyDto']) => void;
}

/** Makes a key, or changes what it may do. */
export function KeyForm({ editing, onClose, onMade }: KeyFormProps) {
  const form = useBodyForm('CreateKeyDto', {
    values: {
      name: editing?.name ?? '',
      scopes: editing?.scopes ?? (['run'] as Scope[]),
      budget_usd: '',
      rate_limit: { per_minute: String(editing?.rate_limit.per_minute ?? 600) },
      expires_at: editing ? 'keep' : 'never',
    },
    toBody: ({ name, scopes, budget_usd, rate_limit, expires_at }) => ({
      ...{ name: name.trim(), scopes, budget_usd: numberOr(budget_usd, undefined) },
      rate_limit: { per_minute: numberOr(rate_limit.per_minute, NaN) },
      expires_at: expiresAt(expires_at)!,
    }),
  });
  const { register, control, formState, handleSubmit, getValues } = form;
  const { errors } = formState;
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: async (body: Schemas['CreateKeyDto']) => {
      if (!editing) return onMade(dataOf(await client.POST('/keys', { body })));
      const never = getValues('expires_at') === 'never' && { expires_at: null };
      const path = { id: editing.id };
      dataOf(await client.PATCH('/keys/{id}', { params: { path }, body: { ...body, ...never } }));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keysQuery.queryKey });
      onClose();
    },
    onError: (error) => showRefusal(form, error),
  });
  const expiries = editing ? [{ value: 'keep', label: 'As it is' }, ...EXPIRIES] : EXPIRIES;
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title={editing ? `Change “${editing.name}”` : 'New API key'}
      description={
        editing
          ? 'What is connected with it comes back by itself.'
          : 'One for each person or program, so that each can be taken back.'
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="accent" type="submit" form="key-form" disabled={save.isPending}>
            {editing ? 'Save' : 'Make the key'}
          </Button>
        </>
      }
    >
      <form
        id="key-form"
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => void handleSubmit((body) => save.mutate(body))(event)}
      >
        <Labelled
          label="Name"
          hint="Who or what has it, such as “Maria” or “nightly build”."
          error={errors.name?.message}
        >
          <Input {...register('name')} autoComplete="off" />
        </Labelled>
        <Controller
          control={control}
          name="scopes"
          render={({ field }) => (
            <Scopes value={field.value} onChange={field.onChange} error={errors.scopes?.message} />
          )}
        />
        <div className="grid gap-5 sm:grid-cols-2">
          <Labelled
            label="Budget in dollars"
            hint={editing ? 'Empty: it stays as it is.' : 'In all. Empty: as is set for each key.'}
            error={errors.budget_usd?.message}
          >
            <Input {...register('budget_usd')} inputMode="decimal" placeholder="no limit of its own" />
          </Labelled>
          <Labelled label="Requests a minute" hint="On average." error={errors.rate_limit?.per_minute?.message}>
            <Input {...register('rate_limit.per_minute')} inputMode="numeric" />
          </Labelled>
        </div>
        <Controller
          control={control}
          name="expires_at"
          render={({ field }) => (
            <div className="flex flex-col gap-1.5">
              <span className="text-[13px] font-[520] text-muted">Ends</span>
              <Select label="Ends" value={field.value} options={expiries} onChange={field.onChange} />
            </div>
          )}
        />
        <FormProblem message={errors.root?.message} />
      </form>
    </Modal>
  );
}

interface ScopesProps {
  value: Scope[];
  onChange: (value: Scope[]) => void;
  error: string | undefined;
}

function Scopes({ value, onChange, error }: ScopesProps) {
  return (
    <fieldset>
      <legend className="pb-1 text-[13px] font-[520] text-muted">What it may do</legend>
      {SCOPES.map(({ scope, label, text }) => (
        <Checkbox
          key={scope}
          checked={value.includes(scope)}
          onChange={(checked) => onChange(checked ? [...value, scope] : value.filter((one) => one !== scope))}
          className="items-start py-1.5 [&>button]:mt-0.5"
        >
          <span className="font-[560]">{label}</span>
          <span className="block text-[13px] text-muted">{text}</span>
        </Checkbox>
      ))}
      {error !== undefined && (
        <p role="alert" className="text-[13px] text-failed">
          {error}
        </p>
      )}
    </fieldset>
  );
}
