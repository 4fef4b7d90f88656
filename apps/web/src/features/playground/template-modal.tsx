import { useQuery } from '@tanstack/react-query';
import { LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import { ApiProblem } from '@/api/client';
import type { Schemas } from '@/api/client';
import { estimateQuery } from '@/api/queries';
import { dollars, duration, sentence } from '@/lib/format';
import { useDebounced } from '@/lib/use-debounced';
import { Button } from '@/ui/button';
import { Field } from '@/ui/field';
import { Input, Labelled, TextArea } from '@/ui/input';
import { Modal } from '@/ui/modal';
import { Select } from '@/ui/select';
import { Switch } from '@/ui/switch';
import { AddMenu } from './add-menu';
import { Attachments } from './attachments';
import { promptsIn } from './settings';
import type { Attachment } from './settings';
import { useSettings } from './store';
import { useGenerate } from './use-generate';

type Template = Schemas['TemplateDto'];
type Wanted = Schemas['TemplateInputDto'];
type Values = Readonly<Record<string, unknown>>;

interface TemplateModalProps {
  template: Template;
  onClose: () => void;
  onRun: (id: string) => void;
}

const SETTLE_MS = 300;
const MEDIA: ReadonlySet<string> = new Set(['image', 'video', 'audio']);
const isMedia = ({ type }: Wanted) => MEDIA.has(type);

/** Asks for what a ready-made pipeline needs, says what it costs, and runs it. */
export function TemplateModal({ template, onClose, onRun }: TemplateModalProps) {
  const { attachments } = useSettings();
  const [values, setValues] = useState<Values>({});
  const generate = useGenerate((id) => {
    onClose();
    onRun(id);
  });
  const inputs = { ...values, ...mediaIn(template, attachments) };
  const missing = template.inputs.filter(({ name, required }) => required && isEmpty((inputs as Values)[name]));
  const request = { template: template.name, inputs };
  const asked = useDebounced(missing.length === 0 ? request : undefined, SETTLE_MS);
  const { data: estimate, error } = useQuery(estimateQuery(asked));
  const price = missing.length === 0 ? estimate?.total_usd : undefined;
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title={sentence(template.name)}
      description={template.description}
      footer={
        <>
          <span className="mr-auto text-[13px] text-muted tabular" role="status">
            {error && missing.length === 0
              ? error instanceof ApiProblem
                ? error.problem.detail
                : error.message
              : missing.length > 0
                ? `Still to say: ${missing.map(({ name }) => sentence(name).toLowerCase()).join(', ')}`
                : estimate && `about ${duration(estimate.seconds)}`}
          </span>
          <Button
            kind="accent"
            disabled={price === undefined || generate.isPending}
            onClick={() => price !== undefined && generate.mutate({ request, price })}
          >
            {generate.isPending && <LoaderCircle className="animate-spin" />}
            Generate
            {price !== undefined && <span className="tabular">{price === 0 ? 'free' : dollars(price)}</span>}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {needsMedia(template) && (
          <Field label="Pictures, videos and sounds">
            <div className="flex flex-wrap items-end gap-2">
              <Attachments items={attachments} />
              <AddMenu />
            </div>
          </Field>
        )}
        {template.inputs
          .filter((input) => !isMedia(input) && !takesPictures(input))
          .map((input) => (
            <One
              key={input.name}
              input={input}
              value={values[input.name]}
              onChange={(value) => setValues(withValue(values, input.name, value))}
            />
          ))}
      </div>
    </Modal>
  );
}

function withValue(values: Values, name: string, value: unknown): Values {
  const { [name]: _, ...rest } = values;
  return value === undefined ? rest : { ...rest, [name]: value };
}

const isEmpty = (value: unknown) => value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** A list of pictures says so only by its name and what is written of it. */
const takesPictures = ({ type, name }: Wanted) => type === 'list' && /image|picture|photo/.test(name);
const needsMedia = ({ inputs }: Template) => inputs.some((input) => isMedia(input) || takesPictures(input));

/** What is attached, as the inputs of its kind: one each, and all of them for a list. */
function mediaIn({ inputs }: Template, attachments: readonly Attachment[]): Values {
  const left = [...attachments];
  return Object.fromEntries(
    inputs.flatMap((input): [string, unknown][] => {
      if (takesPictures(input))
        return [[input.name, left.filter(({ kind }) => kind === 'image').map(({ ref }) => ref)]];
      if (!isMedia(input)) return [];
      const at = left.findIndex(({ kind }) => kind === input.type);
      return at < 0 ? [] : [[input.name, left.splice(at, 1)[0]!.ref]];
    }),
  );
}

interface OneProps {
  input: Wanted;
  value: unknown;
  onChange: (value: unknown) => void;
}

const textOf = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

function One({ input, value, onChange }: OneProps) {
  const { name, type, description, default: otherwise, enum: allowed, min, max, required } = input;
  const label = sentence(name);
  if (allowed)
    return (
      <Field label={label}>
        <Select
          label={label}
          value={textOf(value ?? otherwise ?? allowed[0])}
          options={allowed.map((one) => ({ value: String(one), label: sentence(String(one)) }))}
          onChange={(next) => onChange(allowed.find((one) => String(one) === next))}
        />
      </Field>
    );
  if (type === 'boolean')
    return (
      <label className="flex min-h-11 items-center justify-between">
        {label}
        <Switch label={label} checked={Boolean(value ?? otherwise)} onChange={onChange} />
      </label>
    );
  const hint = [description, min !== undefined && max !== undefined && `${min} to ${max}`].filter(Boolean).join(' ');
  if (type === 'number')
    return (
      <Labelled label={label} hint={hint}>
        <Input
          type="number"
          {...(min !== undefined && { min })}
          {...(max !== undefined && { max })}
          value={typeof value === 'number' ? value : ''}
          placeholder={textOf(otherwise)}
          onChange={({ target }) => onChange(target.value === '' ? undefined : Number(target.value))}
          className="w-40"
        />
      </Labelled>
    );
  const list = type === 'list';
  const text = Array.isArray(value) ? value.join('\n---\n') : typeof value === 'string' ? value : '';
  return (
    <Labelled label={required ? label : `${label}, if you like`} hint={list ? `${hint} Lines of --- part them.` : hint}>
      <TextArea
        rows={list || required ? 3 : 1}
        defaultValue={text}
        placeholder={Array.isArray(otherwise) ? otherwise.join('\n---\n') : textOf(otherwise)}
        onChange={({ target }) =>
          onChange(target.value.trim() === '' ? undefined : list ? promptsIn(target.value) : target.value)
        }
        className="min-h-11"
      />
    </Labelled>
  );
}
