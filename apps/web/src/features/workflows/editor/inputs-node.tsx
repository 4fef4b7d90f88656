import type { Node, NodeProps } from '@xyflow/react';
import { CircleAlert, SlidersHorizontal } from 'lucide-react';
import { memo } from 'react';
import { cn } from '@/lib/cn';
import { NODE } from '../model/layout';
import { sourceOfInput } from '../model/ports';
import { INPUTS, specOf } from '../model/types';
import type { Definition, InputSpec } from '../model/types';
import { Port } from './port';
import { useDoc, useEditorState } from './store';

export type InputsNode = Node<{ inputs: Definition['inputs'] }, 'inputs'>;

/** What a workflow asks for: one row each, with what it is run with. */
export const InputsNodeCard = memo(function InputsNodeCard({ data: { inputs = {} }, selected }: NodeProps<InputsNode>) {
  const values = useDoc().inputs;
  const problems = useEditorState(({ infos }) => infos.get(INPUTS)?.problems);
  const missing = useEditorState((state) => state.missing);
  const wrong = new Map(problems?.map(({ field, message }) => [field, message]));
  return (
    <div
      className={cn(
        'workflow-node relative size-full rounded-media border border-line-strong bg-raised',
        selected && 'border-accent outline-1 outline-accent',
        !selected && wrong.size > 0 && 'border-failed',
      )}
    >
      <header className="flex items-center gap-2 px-3" style={{ height: NODE.head }}>
        <SlidersHorizontal className="size-4 shrink-0 text-muted" aria-hidden />
        <span className="min-w-0 flex-1 leading-4">
          <span className="block font-[600]">Inputs</span>
          <span className="block text-[12px] text-muted">Asked for at each run</span>
        </span>
        {wrong.size > 0 && <CircleAlert className="size-4 shrink-0 text-failed" aria-hidden />}
      </header>
      {Object.entries(inputs).map(([name, short], row) => {
        const spec = specOf(short);
        const { media, list } = sourceOfInput(spec);
        const top = NODE.head + NODE.row * row;
        return (
          <span key={name}>
            <Port {...{ node: INPUTS, name, side: 'out', media, many: list, top }} />
            <span
              style={{ top }}
              className={cn(
                'absolute left-3 h-6 max-w-30 truncate text-[12px] leading-6',
                wrong.has(name) ? 'text-failed' : missing.includes(name) ? 'text-accent-text' : 'text-muted',
              )}
              title={wrong.get(name)}
            >
              {missing.includes(name) ? 'give a value' : valueText(values[name] ?? spec.default, spec)}
            </span>
          </span>
        );
      })}
    </div>
  );
});

/** A value in a few words. */
function valueText(value: unknown, { type }: Pick<InputSpec, 'type'>): string {
  if (value === undefined || value === null || value === '') return '–';
  if (Array.isArray(value)) return `${value.length} in the list`;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : type;
}
