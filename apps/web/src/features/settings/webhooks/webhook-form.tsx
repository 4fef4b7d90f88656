import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Controller, useWatch } from 'react-hook-form';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { showRefusal, useBodyForm } from '@/api/forms';
import { Button } from '@/ui/button';
import { Checkbox } from '@/ui/checkbox';
import { Input, Labelled } from '@/ui/input';
import { Modal } from '@/ui/modal';
import { Segmented } from '@/ui/segmented';
import { FormProblem } from '../parts';
import { webhooksQuery } from './queries';
import { EVENTS } from './words';
import type { Webhook, WebhookEvent } from './words';

const FORMATS = [
  { value: 'standard', label: 'Signed JSON' },
  { value: 'slack', label: 'Slack' },
  { value: 'discord', label: 'Discord' },
] as const;
const PLACES: Record<Webhook['format'], string> = {
  standard: 'https://film.example/hooks/reelwright',
  slack: 'https://hooks.slack.com/services/…',
  discord: 'https://discord.com/api/webhooks/…',
};

interface WebhookFormProps {
  /** What is changed; undefined makes a new one. */
  editing: Webhook | undefined;
  onClose: () => void;
  onMade: (webhook: Schemas['CreatedWebhookDto']) => void;
}

export function WebhookForm({ editing, onClose, onMade }: WebhookFormProps) {
  // The address of a notice is a secret, and was not told.
  const hidden = editing !== undefined && editing.format !== 'standard';
  const form = useBodyForm('CreateWebhookDto', {
    values: {
      url: editing && !hidden ? editing.url : '',
      events: editing?.events ?? (['pipeline.completed', 'pipeline.failed'] as WebhookEvent[]),
      format: editing?.format ?? 'standard',
      description: editing?.description ?? '',
    },
    toBody: ({ url, events, format, description }) => ({
      ...{ url: (url.trim() || (hidden ? '' : undefined))!, events, description: description.trim() },
      ...(!editing && { format }),
    }),
  });
  const { register, control, formState, handleSubmit } = form;
  const { errors } = formState;
  const format = useWatch({ control, name: 'format' });
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: async (body: Schemas['CreateWebhookDto']) => {
      if (!editing) return onMade(dataOf(await client.POST('/webhooks', { body })));
      const { url, events, description } = body;
      const changes = { events, description, ...(url !== '' && { url }) };
      dataOf(await client.PUT('/webhooks/{id}', { params: { path: { id: editing.id } }, body: changes }));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: webhooksQuery.queryKey });
      onClose();
    },
    onError: (error) => showRefusal(form, error),
  });
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title={editing ? 'Change the webhook' : 'New webhook'}
      description="An address that is told what happens, again and again until it arrives."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="accent" type="submit" form="webhook-form" disabled={save.isPending}>
            {editing ? 'Save' : 'Make the webhook'}
          </Button>
        </>
      }
    >
      <form
        id="webhook-form"
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => void handleSubmit((body) => save.mutate(body))(event)}
      >
        {!editing && (
          <Controller
            control={control}
            name="format"
            render={({ field }) => (
              <Segmented label="What is sent" value={field.value} options={FORMATS} onChange={field.onChange} />
            )}
          />
        )}
        <Labelled
          label="Address"
          hint={
            hidden
              ? 'Empty: it stays as it is, which is not shown because it is a secret.'
              : 'Public, by https. Your own servers are named in the setting webhookTrustedUrls.'
          }
          error={errors.url?.message}
        >
          <Input {...register('url')} type="url" inputMode="url" placeholder={PLACES[format]} autoComplete="off" />
        </Labelled>
        <Controller
          control={control}
          name="events"
          render={({ field }) => (
            <Events value={field.value} onChange={field.onChange} error={errors.events?.message} />
          )}
        />
        <Labelled label="What it is for" hint="For people; may be empty." error={errors.description?.message}>
          <Input {...register('description')} autoComplete="off" />
        </Labelled>
        <FormProblem message={errors.root?.message} />
      </form>
    </Modal>
  );
}

interface EventsProps {
  value: WebhookEvent[];
  onChange: (value: WebhookEvent[]) => void;
  error: string | undefined;
}

function Events({ value, onChange, error }: EventsProps) {
  return (
    <fieldset>
      <legend className="pb-1 text-[13px] font-[520] text-muted">When</legend>
      <div className="grid sm:grid-cols-2">
        {EVENTS.map(({ event, label }) => (
          <Checkbox
            key={event}
            checked={value.includes(event)}
            onChange={(checked) => onChange(checked ? [...value, event] : value.filter((one) => one !== event))}
          >
            {label}
          </Checkbox>
        ))}
      </div>
      {error !== undefined && (
        <p role="alert" className="text-[13px] text-failed">
          {error}
        </p>
      )}
    </fieldset>
  );
}
