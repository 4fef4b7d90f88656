import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/ui/button';
import { Input, Labelled, TextArea } from '@/ui/input';
import { Segmented } from '@/ui/segmented';
import { Tabs } from '@/ui/tabs';
import { useDoc, useEditor } from '../editor/store';
import { freeId, setDefinition, setInput, setOptions } from '../model/commands';
import type { Doc, Options } from '../model/types';
import { InputShape, InputValue } from './input-editor';

type Part = 'values' | 'inputs' | 'about';

/** The workflow itself: what it is run with, what it asks for, how it is run. */
export function WorkflowInspector() {
  const [part, show] = useState<Part>('values');
  return (
    <Tabs<Part>
      label="About the workflow"
      value={part}
      onChange={show}
      tabs={[
        { value: 'values', label: 'Run with', content: <Values onDefine={() => show('inputs')} /> },
        { value: 'inputs', label: 'Inputs', content: <Shapes /> },
        { value: 'about', label: 'About', content: <About /> },
      ]}
    />
  );
}

function Values({ onDefine }: { onDefine: () => void }) {
  const names = Object.keys(useDoc().definition.inputs ?? {});
  return (
    <div className="flex flex-col gap-4">
      {names.length === 0 ? (
        <p className="text-muted">
          It asks for nothing yet. What changes from run to run, such as the scene, is best made an input.{' '}
          <button type="button" className="font-[560] text-accent-text underline" onClick={onDefine}>
            Add an input
          </button>
        </p>
      ) : (
        names.map((name) => <InputValue key={name} name={name} />)
      )}
      <HowItRuns />
    </div>
  );
}

function Shapes() {
  const editor = useEditor();
  const names = Object.keys(useDoc().definition.inputs ?? {});
  return (
    <div className="flex flex-col gap-3">
      <ul className="flex flex-col gap-3" aria-label="Inputs">
        {names.map((name) => (
          <InputShape key={name} name={name} />
        ))}
      </ul>
      <Button
        className="self-start"
        size="small"
        onClick={() => editor.do((doc) => setInput(doc, freeId('input', names), { type: 'string', default: '' }))}
      >
        <Plus />
        Add an input
      </Button>
    </div>
  );
}

type Looks = 'auto' | 'checkpoint' | 'manual';

const lookOf = ({ mode, checkpoints = [], gates = [] }: Options): Looks =>
  mode ?? (checkpoints.length + gates.length > 0 ? 'checkpoint' : 'auto');

const HINTS: Record<Looks, string> = {
  auto: 'It runs to its end by itself.',
  checkpoint: 'It waits for you after the steps that say so: choose them at each step.',
  manual: 'It waits for you after every step.',
};

/** Whether it waits for a person, its seed and what it may cost. */
function HowItRuns() {
  const editor = useEditor();
  const { options, seed } = useDoc();
  const looks = lookOf(options);
  const withSeed = (doc: Doc, text: string): Doc => {
    const { seed: _before, ...rest } = doc;
    return text === '' ? rest : { ...rest, seed: Number(text) };
  };
  return (
    <div className="flex flex-col gap-4 border-t border-line pt-4">
      <div className="flex flex-col gap-1.5">
        <span className="text-[13px] font-[520] text-muted">Pauses for you</span>
        <Segmented<Looks>
          label="Pauses for you"
          value={looks}
          options={[
            { value: 'auto', label: 'Never' },
            { value: 'checkpoint', label: 'At some steps' },
            { value: 'manual', label: 'Always' },
          ]}
          onChange={(mode) => editor.do((doc) => setOptions(doc, { mode }))}
        />
        <p className="text-[13px] text-muted">{HINTS[looks]}</p>
      </div>
      <Labelled label="Seed" hint="The same seed gives the same results; unset takes another each time">
        <Input
          type="number"
          min={0}
          max={4294967295}
          value={seed ?? ''}
          onChange={({ target: { value } }) => editor.do((doc) => withSeed(doc, value), 'seed')}
        />
      </Labelled>
      <Labelled label="Spend at most" hint="Dollars; at that it pauses. Unset: no limit of its own">
        <Input
          type="number"
          min={0}
          step="any"
          value={options.budgetUsd ?? ''}
          onChange={({ target: { value } }) =>
            editor.do((doc) => setOptions(doc, { budgetUsd: value === '' ? undefined : Number(value) }), 'budget')
          }
        />
      </Labelled>
    </div>
  );
}

function About() {
  const editor = useEditor();
  const { definition } = useDoc();
  return (
    <div className="flex flex-col gap-4">
      <Labelled label="Name" hint="How runs of it are called; saving under another name makes a copy">
        <Input
          value={definition.name}
          maxLength={200}
          onChange={({ target: { value: name } }) => editor.do((doc) => setDefinition(doc, { name }), 'name')}
        />
      </Labelled>
      <Labelled label="What it makes">
        <TextArea
          value={definition.description ?? ''}
          onChange={({ target: { value: description } }) =>
            editor.do((doc) => setDefinition(doc, { description }), 'description')
          }
        />
      </Labelled>
    </div>
  );
}
