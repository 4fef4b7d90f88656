import { CircleAlert, Plus, SlidersHorizontal } from 'lucide-react';
import { cn } from '@/lib/cn';
import { dollars, sentence } from '@/lib/format';
import { thumbnail } from '@/lib/media';
import { Button } from '@/ui/button';
import { Dot } from '@/ui/dot';
import { INPUTS } from '../model/types';
import type { Step } from '../model/types';
import { MEDIA_COLOUR, MEDIA_ICONS, mainMedia } from './look';
import { toneOfInfo } from './step-node';
import { useDoc, useEditor, useEditorState } from './store';
import { settingsOf, wordsOf } from './summary';

interface OutlineProps {
  onOpen: (id: string) => void;
  onAdd: () => void;
}

/** The workflow as a list, in the order it runs: all of it can be done from here, without the graph. */
export function Outline({ onOpen, onAdd }: OutlineProps) {
  const { definition } = useDoc();
  const plan = useEditorState((state) => state.plan);
  const order = new Map(plan?.steps.map(({ id }, at) => [id, at]));
  const steps = definition.steps.toSorted((a, b) => (order.get(a.id) ?? 1e6) - (order.get(b.id) ?? 1e6));
  const inputs = Object.keys(definition.inputs ?? {});
  return (
    <div className="flex flex-col gap-2 p-3">
      <ul className="flex flex-col gap-2" aria-label="Steps">
        <li>
          <button
            type="button"
            onClick={() => onOpen(INPUTS)}
            className="flex min-h-14 w-full items-center gap-3 rounded-media border border-line bg-raised p-3 text-left hover:border-dim"
          >
            <SlidersHorizontal className="size-4 text-muted" aria-hidden />
            <span className="min-w-0 flex-1">
              <span className="block font-[600]">Inputs and how it runs</span>
              <span className="block truncate text-[13px] text-muted">
                {inputs.map(sentence).join(', ') || 'Asks for nothing'}
              </span>
            </span>
          </button>
        </li>
        {steps.map((step) => (
          <OutlineRow key={step.id} step={step} onOpen={() => onOpen(step.id)} />
        ))}
      </ul>
      <Button onClick={onAdd} className="self-start">
        <Plus />
        Add a step
      </Button>
    </div>
  );
}

function OutlineRow({ step, onOpen }: { step: Step; onOpen: () => void }) {
  const editor = useEditor();
  const info = useEditorState(({ infos }) => infos.get(step.id));
  const links = useEditorState((state) => state.links);
  const selected = useEditorState((state) => state.selected.includes(step.id));
  const type = editor.state.types.get(step.type);
  const media = mainMedia(type);
  const Icon = MEDIA_ICONS[media];
  const from = [...new Set(links.filter(({ to }) => to.step === step.id).map((link) => link.from.step ?? 'inputs'))];
  const problem = info?.problems[0];
  const isSeen = info?.result && (info.result.type === 'image' || info.result.type === 'video');
  return (
    <li>
      <button
        type="button"
        onClick={onOpen}
        aria-current={selected}
        className={cn(
          'flex min-h-16 w-full items-center gap-3 rounded-media border border-line bg-panel p-3 text-left hover:border-dim aria-current:border-accent',
          problem && 'border-failed',
        )}
      >
        {info?.previewUrl !== undefined || isSeen ? (
          <img
            src={info?.previewUrl ?? thumbnail(info.result!.digest, 128)}
            alt=""
            className="size-11 shrink-0 rounded-md object-cover"
          />
        ) : (
          <span className="grid size-11 shrink-0 place-items-center rounded-md bg-raised">
            <Icon className={cn('size-4', MEDIA_COLOUR[media])} aria-hidden />
          </span>
        )}
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-2">
            <span className="truncate font-[600]">{sentence(step.id)}</span>
            {info?.status !== undefined && <Dot tone={toneOfInfo(info)} />}
            {problem && <CircleAlert className="size-4 text-failed" aria-hidden />}
          </span>
          <span className="block truncate text-[13px] text-muted">
            {type?.title ?? step.type}
            {from.length > 0 && ` · from ${from.map(sentence).join(', ')}`}
          </span>
          <span className={cn('block truncate text-[13px]', problem ? 'text-failed' : 'text-muted')}>
            {problem?.message ?? wordsOf(step, type) ?? settingsOf(step, type)}
          </span>
        </span>
        <span className="text-right text-[13px] tabular">
          {info?.tasks !== undefined && info.tasks !== 1 && <span className="block font-[600]">{info.tasks}×</span>}
          {info?.usd !== undefined && <span className="text-muted">{info.usd === 0 ? 'free' : dollars(info.usd)}</span>}
        </span>
      </button>
    </li>
  );
}
