import { cn } from '@/lib/cn';
import { dollars, duration, plural, sentence } from '@/lib/format';
import { Input } from '@/ui/input';
import { Modal } from '@/ui/modal';
import { setConfig, setStep } from '../model/commands';
import { quantityOf } from '../model/quantity';
import { useDoc, useEditor, useEditorState } from './store';
import type { Plan } from './store';

/** What would happen, side by side and one after the other, with the bill: nothing runs. */
export function Simulation({ onClose }: { onClose: () => void }) {
  const plan = useEditorState((state) => state.plan);
  return (
    <Modal
      open
      size="large"
      onOpenChange={(open) => !open && onClose()}
      title="What would happen"
      description={plan && `About ${duration(plan.seconds)}. Nothing runs and nothing is spent.`}
    >
      {plan ? (
        <div className="flex flex-col gap-6">
          <Groups plan={plan} />
          <Bill plan={plan} />
        </div>
      ) : (
        <p className="text-muted">It cannot be planned yet: see the problems beside the steps.</p>
      )}
    </Modal>
  );
}

/** Steps that run side by side stand below each other, from left to right in time. */
function Groups({ plan }: { plan: Plan }) {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const critical = new Set(plan.critical_path);
  return (
    <ol className="flex gap-2 overflow-x-auto pb-1" aria-label="In this order" tabIndex={0}>
      {plan.groups.map((group, at) => (
        <li key={group.join(' ')} className="flex min-w-40 flex-col gap-2">
          <span className="text-[12px] text-muted">{group.length > 1 ? `${at + 1}. Side by side` : `${at + 1}.`}</span>
          {group.map((id) => {
            const step = steps.get(id);
            return (
              <span
                key={id}
                className={cn(
                  'rounded-control border bg-raised px-3 py-2',
                  critical.has(id) ? 'border-accent' : 'border-line',
                )}
              >
                <span className="block font-[600]">{sentence(id)}</span>
                <span className="block text-[12px] text-muted tabular">
                  {step && `${plural(step.tasks ?? 1, 'task')} · ${duration(step.end_seconds - step.start_seconds)}`}
                  {critical.has(id) && ' · decides the time'}
                </span>
              </span>
            );
          })}
        </li>
      ))}
    </ol>
  );
}

/** Each step with how many, at how much each; how many can be changed right here. */
function Bill({ plan }: { plan: Plan }) {
  const editor = useEditor();
  const { definition } = useDoc();
  const estimate = useEditorState((state) => state.estimate);
  const lines = new Map(estimate?.steps.map((line) => [line.step_id, line]));
  return (
    <table className="w-full text-left tabular" aria-label="The bill">
      <thead className="text-[12px] text-muted">
        <tr>
          <th className="py-1 font-[520]">Step</th>
          <th className="py-1 font-[520]">Of each</th>
          <th className="py-1 text-right font-[520]">Count × unit</th>
          <th className="py-1 text-right font-[520]">Total</th>
        </tr>
      </thead>
      <tbody>
        {plan.steps.map(({ id, tasks, cached }) => {
          const line = lines.get(id);
          const step = definition.steps.find((one) => one.id === id);
          const quantity = step && quantityOf(step, editor.state.types.get(step.type));
          return (
            <tr key={id} className="border-t border-line">
              <td className="py-2 font-[560]">{sentence(id)}</td>
              <td className="py-1">
                {step && quantity && (
                  <Input
                    type="number"
                    min={1}
                    className="w-20"
                    aria-label={`How many of ${sentence(id)}`}
                    value={quantity.value ?? ''}
                    placeholder={quantity.linked ?? '1'}
                    onChange={({ target: { value } }) => {
                      const count = value === '' ? undefined : Math.max(1, Math.round(Number(value)));
                      editor.do(
                        (doc) =>
                          quantity.field === undefined
                            ? setStep(doc, id, { count })
                            : setConfig(doc, id, quantity.field, count),
                        `quantity ${id}`,
                      );
                    }}
                  />
                )}
              </td>
              <td className="py-2 text-right text-muted">
                {line?.count ?? tasks ?? '?'} ×{' '}
                {line?.unit_usd === undefined ? 'unknown' : line.unit_usd === 0 ? 'free' : dollars(line.unit_usd)}
                {cached > 0 && <span className="block text-[12px] text-done">{cached} there already</span>}
              </td>
              <td className="py-2 text-right font-[600]">
                {line?.total_usd === undefined ? '?' : dollars(line.total_usd)}
              </td>
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr className="border-t border-line-strong">
          <td colSpan={3} className="pt-2.5 font-[640]">
            Total
          </td>
          <td className="pt-2.5 text-right text-base font-[640]">{dollars(estimate?.total_usd ?? 0)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
