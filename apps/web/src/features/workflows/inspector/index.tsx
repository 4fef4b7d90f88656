import { Trash2 } from 'lucide-react';
import { useDeferredValue } from 'react';
import { plural, sentence } from '@/lib/format';
import { Button } from '@/ui/button';
import { useDoc, useEditor, useEditorState } from '../editor/store';
import { removeSteps } from '../model/commands';
import { INPUTS } from '../model/types';
import { unwire } from './connections';
import { StepInspector } from './step-inspector';
import { WorkflowInspector } from './workflow-inspector';

/** What is chosen, and all that can be set about it; the workflow itself while nothing is. */
export function Inspector() {
  const editor = useEditor();
  const { definition } = useDoc();
  // The graph goes first: a node that is taken hold of follows the pointer before its settings are there.
  const selected = useDeferredValue(useEditorState((state) => state.selected));
  const link = useEditorState(({ links, selectedLink }) => links.find(({ id }) => id === selectedLink));
  const steps = selected.filter((id) => id !== INPUTS);
  const step = steps.length === 1 ? definition.steps.find(({ id }) => id === steps[0]) : undefined;
  if (step) return <StepInspector key={step.id} step={step} />;
  if (steps.length > 1)
    return (
      <div className="flex flex-col gap-3">
        <h2 className="text-base font-[640]">{plural(steps.length, 'step')} chosen</h2>
        <Button kind="danger" className="self-start" onClick={() => editor.do((doc) => removeSteps(doc, steps))}>
          <Trash2 />
          Delete them
        </Button>
      </div>
    );
  if (link)
    return (
      <div className="flex flex-col gap-3">
        <h2 className="text-base font-[640]">A connection</h2>
        <p className="text-muted">
          {link.from.step === undefined
            ? `The input ${link.from.port}`
            : `${sentence(link.from.step)}, ${link.from.port}`}{' '}
          goes to {sentence(link.to.step)}, {link.to.port}.
        </p>
        <Button kind="danger" className="self-start" onClick={() => unwire(editor, link)}>
          <Trash2 />
          Take it away
        </Button>
      </div>
    );
  return <WorkflowInspector />;
}
