import { Copy, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { dollars, duration, sentence } from '@/lib/format';
import { IconButton } from '@/ui/button';
import { Input, Labelled } from '@/ui/input';
import { Select } from '@/ui/select';
import { Switch } from '@/ui/switch';
import { useDoc, useEditor, useEditorState } from '../editor/store';
import {
  badId,
  fragmentOf,
  paste,
  removeSteps,
  renameStep,
  setDefinition,
  setOptions,
  setStep,
} from '../model/commands';
import type { Step, StepType } from '../model/types';
import { Connections } from './connections';
import { Many } from './many';
import { ModelChoice } from './model-choice';
import { RunFrom } from './run-from';
import { SettingsForm } from './settings-form';

/** Everything about one step. */
export function StepInspector({ step }: { step: Step }) {
  const type = useEditorState(({ types }) => types.get(step.type));
  return (
    <div className="flex flex-col gap-5">
      <Title step={step} type={type} />
      <Problems id={step.id} />
      <RunFrom id={step.id} />
      {type ? (
        <>
          <Section title="Settings">
            <SettingsForm key={step.id} {...{ step, type }} />
          </Section>
          <Section title="Takes">
            <Connections {...{ step, type }} />
          </Section>
          <Section title="Model">
            <ModelChoice step={step} />
          </Section>
          <Section title="How often">
            <Many step={step} />
          </Section>
        </>
      ) : (
        <p className="text-failed">There is no kind of step called {step.type} here. Delete it, or take another.</p>
      )}
      <Section title="How it runs">
        <Behaviour step={step} />
      </Section>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-3 border-t border-line pt-4">
      <h3 className="font-[600]">{title}</h3>
      {children}
    </section>
  );
}

function Title({ step, type }: { step: Step; type: StepType | undefined }) {
  const editor = useEditor();
  const doc = useDoc();
  const [draft, setDraft] = useState<string>();
  const wrong = draft === undefined ? undefined : badId(doc, step.id, draft);
  const take = () => {
    if (draft !== undefined && wrong === undefined && draft !== step.id) {
      editor.do((one) => renameStep(one, step.id, draft));
      editor.note({ selected: [draft] });
    }
    setDraft(undefined);
  };
  const duplicate = () => {
    const { doc: after, ids } = paste(doc, fragmentOf({ ...doc, positions: editor.state.places }, [step.id]));
    editor.do(() => after);
    editor.note({ selected: ids });
  };
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-base font-[640]">{sentence(step.id)}</h2>
          <p className="text-[13px] text-muted">{type?.summary ?? step.type}</p>
        </div>
        <IconButton label="Duplicate" onClick={duplicate}>
          <Copy />
        </IconButton>
        <IconButton label="Delete" onClick={() => editor.do((one) => removeSteps(one, [step.id]))}>
          <Trash2 />
        </IconButton>
      </div>
      <Labelled label="Name" error={wrong}>
        <Input
          value={draft ?? step.id}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={take}
          onKeyDown={(event) => event.key === 'Enter' && take()}
        />
      </Labelled>
    </div>
  );
}

function Problems({ id }: { id: string }) {
  const problems = useEditorState(({ infos }) => infos.get(id)?.problems);
  if (!problems?.length) return null;
  return (
    <ul className="flex flex-col gap-2 rounded-control border border-failed/60 p-3 text-[13px]" aria-label="Problems">
      {problems.map(({ path, message, hint }) => (
        <li key={`${path} ${message}`}>
          <p className="text-failed">{message}</p>
          <p className="text-muted">{hint}</p>
        </li>
      ))}
    </ul>
  );
}

const FAILURES = [
  { value: 'abort', label: 'Stop the workflow' },
  { value: 'skip', label: 'Leave it out and go on' },
  { value: 'retry', label: 'Try again whatever it was, then stop' },
] as const;

/** Whether it waits, whether it is a result, what happens when it fails; and what it will take. */
function Behaviour({ step }: { step: Step }) {
  const editor = useEditor();
  const { definition, options } = useDoc();
  const info = useEditorState(({ infos }) => infos.get(step.id));
  const planned = useEditorState(({ plan }) => plan?.steps.find(({ id }) => id === step.id));
  const { mode, checkpoints = [] } = options;
  const outputs = definition.outputs ?? [];
  const toggled = (list: readonly string[], on: boolean) =>
    on ? [...new Set([...list, step.id])] : list.filter((id) => id !== step.id);
  const pause = (on: boolean) =>
    editor.do((doc) =>
      setOptions(doc, { checkpoints: toggled(checkpoints, on), ...(mode !== 'checkpoint' && { mode: 'checkpoint' }) }),
    );
  return (
    <div className="flex flex-col gap-2">
      <Row label="Pause here to look at its results">
        <Switch
          label="Pause here to look at its results"
          checked={info?.paused ?? false}
          disabled={mode === 'manual'}
          onChange={pause}
        />
      </Row>
      <Row label="Deliver what it makes">
        <Switch
          label="Deliver what it makes"
          checked={info?.delivered ?? outputs.includes(step.id)}
          onChange={(on) => editor.do((doc) => setDefinition(doc, { outputs: toggled(outputs, on) }))}
        />
      </Row>
      <Labelled label="When it fails for good">
        <Select
          label="When it fails for good"
          value={step.onFailure ?? 'abort'}
          options={FAILURES}
          onChange={(next) =>
            editor.do((doc) => setStep(doc, step.id, { onFailure: next === 'abort' ? undefined : next }))
          }
        />
      </Labelled>
      {planned && (
        <p className="text-[13px] text-muted tabular">
          {planned.provider} · about {duration(planned.end_seconds - planned.start_seconds)}
          {info?.usd !== undefined && ` · ${info.usd === 0 ? 'free' : dollars(info.usd)}`}
          {planned.cached > 0 && ` · ${planned.cached} there already`}
        </p>
      )}
    </div>
  );
}

const Row = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="flex min-h-11 items-center justify-between gap-3 sm:min-h-9">
    <span>{label}</span>
    {children}
  </div>
);
