import { useQuery } from '@tanstack/react-query';
import { providersQuery } from '@/api/queries';
import type { Model } from '@/api/client';
import { dollars } from '@/lib/format';
import { Select } from '@/ui/select';
import { useEditor } from '../editor/store';
import { setStep } from '../model/commands';
import type { Step } from '../model/types';

const AUTOMATIC = '(automatic)';

const priceOf = ({ price_usd: price }: Model): string =>
  price === undefined ? 'no price told' : price === 0 ? 'free' : dollars(price);

/** Who does a step: by provider, with prices; what cannot be had says why. */
export function ModelChoice({ step }: { step: Step }) {
  const editor = useEditor();
  const { data: providers = [] } = useQuery(providersQuery);
  const offers = providers.flatMap((provider) =>
    provider.models
      .filter(({ step_type }) => step_type === step.type)
      .map((model) => ({
        value: `${provider.id} ${model.model}`,
        label: `${model.title} · ${priceOf(model)}`,
        note: model.available ? provider.title : `${provider.title}: ${model.why ?? 'not available'}`,
        disabled: !model.available,
      })),
  );
  const said =
    step.model === undefined && step.provider === undefined ? AUTOMATIC : `${step.provider ?? ''} ${step.model ?? ''}`;
  const known = said === AUTOMATIC || offers.some(({ value }) => value === said);
  const choose = (value: string) => {
    const [provider, ...rest] = value.split(' ');
    const chosen = value === AUTOMATIC ? {} : { provider, model: rest.join(' ') };
    editor.do((doc) => setStep(doc, step.id, { provider: undefined, model: undefined, ...chosen }));
  };
  return (
    <Select
      label="Model"
      value={said}
      options={[
        { value: AUTOMATIC, label: 'Automatic', note: 'The cheapest that is able, yours first' },
        ...(known ? [] : [{ value: said, label: said.trim(), note: 'As the workflow says' }]),
        ...offers,
      ]}
      onChange={choose}
    />
  );
}
