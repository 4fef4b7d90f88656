import { ReactFlowProvider } from '@xyflow/react';
import { GitFork, Plus } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useDropzone } from 'react-dropzone';
import { Button } from '@/ui/button';
import { Modal } from '@/ui/modal';
import { useTitle } from '@/ui/page';
import { toast } from '@/ui/toasts';
import { sentence } from '@/lib/format';
import { dropDraft, keepDraft, keepPlaces } from '../drafts';
import { emptyDoc } from '../model/commands';
import { exported, imported } from '../model/files';
import { layout } from '../model/layout';
import { linksOf } from '../model/links';
import { INPUTS } from '../model/types';
import type { Point, StepType } from '../model/types';
import { Inspector } from '../inspector';
import { FIRST } from '../teach';
import { BottomBar } from './bottom-bar';
import { Canvas, useShow } from './canvas';
import { Outline } from './outline';
import { Palette, freePlace, place } from './palette';
import type { OpenEnd } from './palette';
import { useShownRun, useStart } from './run';
import { SaveDialog } from './save-dialog';
import type { Blueprint } from './saving';
import { useDoc, useEditor, useEditorState } from './store';
import { Toolbar } from './toolbar';
import type { View } from './toolbar';
import { useJudged } from './use-judged';
import { useKeys } from './use-keys';
import { Versions } from './versions';

interface WorkbenchProps {
  /** The name it is opened by. */
  name: string;
  blueprint: Blueprint | undefined;
  run: string | undefined;
  onRun: (id: string) => void;
  onSaved: (blueprint: Blueprint) => void;
}

const PHONE = '(max-width: 639px)';
const DRAFT_MS = 300;

/** The editor: the graph or the list, what is chosen beside it, what it takes below. */
export function Workbench(props: WorkbenchProps) {
  return (
    <ReactFlowProvider>
      <Bench {...props} />
    </ReactFlowProvider>
  );
}

function Bench({ name, blueprint, run, onRun, onSaved }: WorkbenchProps) {
  const editor = useEditor();
  const doc = useDoc();
  const show = useShow();
  const [view, setView] = useState<View>(() => (matchMedia(PHONE).matches ? 'list' : 'graph'));
  const [adding, setAdding] = useState<{ end?: OpenEnd | undefined; at?: Point | undefined }>();
  const [dialog, setDialog] = useState<'save' | 'versions'>();
  const [sheet, setSheet] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const dirty = useDirty();
  const start = useStart(onRun);
  useJudged();
  useDraft(name, dirty);
  useTitle(sentence(blueprint?.name ?? 'New workflow'));

  const take = useCallback(
    async (file: File | undefined) => {
      if (!file) return;
      const { definition, problem } = imported(await file.text());
      if (!definition) return toast(`${file.name} could not be taken in`, { tone: 'failed', text: problem });
      const positions = layout(definition, editor.state.types, linksOf(definition, editor.state.types));
      editor.do((before) => ({ ...emptyDoc(definition), positions, options: before.options }));
      toast(`${file.name} is here now`, { action: { label: 'Undo', act: () => editor.undo() } });
    },
    [editor],
  );
  const act = useMemo(
    () => ({
      undo: () => editor.undo(),
      redo: () => editor.redo(),
      add: () => setAdding({}),
      tidy: () => {
        const { types, links } = editor.state;
        editor.do((one) => ({ ...one, positions: layout(one.definition, types, links) }));
        requestAnimationFrame(() => show());
      },
      fit: () => show(),
      save: () => editor.doc.definition.steps.length > 0 && setDialog('save'),
      versions: () => setDialog('versions'),
      export: () => download(`${editor.doc.definition.name}.json`, exported(editor.doc.definition)),
      import: () => files.current?.click(),
      discard: () => {
        editor.do(() => editor.state.saved);
        toast('As it was saved', { action: { label: 'Undo', act: () => editor.undo() } });
      },
    }),
    [editor, show],
  );
  const isReady = useEditorState(
    ({ fresh, problems, missing, estimate }) =>
      fresh && problems.length + missing.length === 0 && estimate !== undefined,
  );
  const isRunning = useEditorState(
    (state) => state.run !== undefined && !['completed', 'failed', 'cancelled'].includes(state.run.status),
  );
  const go = () => {
    if (isReady && !isRunning && !start.isPending) start.mutate();
  };
  const follow = () => {
    const [id] = editor.state.selected;
    if (id === undefined || editor.state.selected.length !== 1 || id === INPUTS) return false;
    const step = editor.doc.definition.steps.find((one) => one.id === id);
    const port = Object.keys(editor.state.types.get(step?.type ?? '')?.outputs ?? {})[0];
    if (port === undefined) return false;
    setAdding({ end: { node: id, port, side: 'source' } });
    return true;
  };
  useKeys({ act, run: go });
  const open = (id: string) => {
    editor.note({ selected: [id], selectedLink: undefined });
    if (view === 'graph') show([id]);
    if (matchMedia('(max-width: 1023px)').matches) setSheet(true);
  };
  const add = (type: StepType) => {
    const behind = adding?.end?.side === 'source' ? adding.end.node : undefined;
    const id = place(editor, type, adding?.at ?? freePlace(editor, behind), adding?.end);
    setAdding(undefined);
    if (adding?.at === undefined && view === 'graph')
      requestAnimationFrame(() => show([id, ...(behind === undefined ? [] : [behind])]));
  };
  const drop = useDropzone({ noClick: true, noKeyboard: true, multiple: false, onDrop: ([file]) => void take(file) });
  return (
    <div {...drop.getRootProps({ className: 'relative min-h-[32rem] flex-1', tabIndex: -1 })}>
      <div className="absolute inset-0 flex flex-col">
        <Toolbar {...{ blueprint, dirty, view, act }} onView={setView} />
        <div className="flex min-h-0 flex-1">
          <div
            className="relative min-w-0 flex-1"
            onKeyDown={(event) => {
              if (event.key !== 'Tab' || event.shiftKey || !(event.target as Element).closest('.react-flow')) return;
              if (follow()) event.preventDefault();
            }}
          >
            {view === 'graph' ? (
              <Canvas onOpenEnd={(end, at) => setAdding({ end, at })} />
            ) : (
              <div className="h-full overflow-y-auto">
                <div className="mx-auto max-w-3xl">
                  <Outline onOpen={open} onAdd={act.add} />
                </div>
              </div>
            )}
            {doc.definition.steps.length === 0 && <Begin onAdd={act.add} onShow={show} />}
          </div>
          <aside
            aria-label="Settings"
            className="hidden w-88 shrink-0 overflow-y-auto border-l border-line bg-panel p-4 lg:block"
          >
            <Inspector />
          </aside>
        </div>
        <SheetButton onOpen={() => setSheet(true)} />
        <BottomBar starting={start.isPending} onRun={go} onFocus={open} />
      </div>
      <Sheet open={sheet} onClose={() => setSheet(false)} />
      <Palette open={adding !== undefined} end={adding?.end} onClose={() => setAdding(undefined)} onChoose={add} />
      {dialog === 'save' && (
        <SaveDialog
          opened={name}
          own={blueprint?.built_in === false ? blueprint : undefined}
          onClose={() => setDialog(undefined)}
          onSaved={onSaved}
        />
      )}
      {dialog === 'versions' && blueprint && (
        <Versions blueprint={blueprint} onClose={() => setDialog(undefined)} onSaved={onSaved} />
      )}
      {run !== undefined && <ShownRun key={run} id={run} />}
      <input
        ref={files}
        type="file"
        hidden
        aria-label="Workflow to import"
        accept=".json,.yaml,.yml,application/json"
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      {drop.isDragActive && (
        <div className="pointer-events-none fixed inset-0 z-40 grid place-items-center bg-bg/80 text-lg font-[640]">
          Drop a workflow: JSON or YAML
        </div>
      )}
    </div>
  );
}

function ShownRun({ id }: { id: string }): ReactNode {
  const { error } = useShownRun(id);
  useEffect(() => {
    if (error) toast('This run cannot be shown', { tone: 'failed', text: error.message });
  }, [error]);
  return null;
}

/** On what is narrower than a desk, what is chosen is in a sheet. */
function SheetButton({ onOpen }: { onOpen: () => void }) {
  const selected = useEditorState((state) => state.selected);
  if (selected.length !== 1) return null;
  return (
    <Button size="small" className="mx-3 mb-2 self-center lg:hidden" onClick={onOpen}>
      {selected[0] === INPUTS ? 'Inputs' : `Settings of ${sentence(selected[0]!)}`}
    </Button>
  );
}

function Sheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const selected = useEditorState((state) => state.selected);
  const title = selected.length === 1 && selected[0] !== INPUTS ? 'Settings of the step' : 'The workflow';
  return (
    <Modal open={open} onOpenChange={(shown) => !shown && onClose()} title={title}>
      <Inspector />
    </Modal>
  );
}

/** What an empty workflow shows: how one begins, and one that works. */
function Begin({ onAdd, onShow }: { onAdd: () => void; onShow: () => void }) {
  const editor = useEditor();
  const example = () => {
    editor.do((doc) => ({ ...emptyDoc(FIRST), options: doc.options }));
    requestAnimationFrame(() => onShow());
  };
  return (
    <div className="pointer-events-none absolute inset-0 grid place-items-center p-4">
      <div className="pointer-events-auto flex max-w-md flex-col items-center gap-3 rounded-composer border border-line bg-panel p-6 text-center">
        <GitFork className="size-8 text-muted" strokeWidth={1.5} aria-hidden />
        <h2 className="text-base font-[640]">Steps, connected</h2>
        <p className="text-muted">
          Each step makes something: a picture, a clip, a sound. Drag from what one makes to what another takes. Where a
          list goes in, a step runs for each of it.
        </p>
        <div className="flex flex-wrap justify-center gap-2">
          <Button onClick={onAdd}>
            <Plus />
            Add the first step
          </Button>
          <Button kind="accent" onClick={example}>
            Show me with an example
          </Button>
        </div>
      </div>
    </div>
  );
}

function useDirty(): boolean {
  const now = useDoc().definition;
  const saved = useEditorState((state) => state.saved).definition;
  return useMemo(() => now !== saved && JSON.stringify(now) !== JSON.stringify(saved), [now, saved]);
}

/** Keeps what is being worked on in this browser. */
function useDraft(name: string, dirty: boolean): void {
  const editor = useEditor();
  const doc = useDoc();
  useEffect(() => {
    const timer = setTimeout(() => {
      keepPlaces(name, editor.state.places);
      if (dirty || Object.keys(doc.inputs).length > 0) keepDraft(name, doc);
      else dropDraft(name);
    }, DRAFT_MS);
    return () => clearTimeout(timer);
  }, [editor, name, doc, dirty]);
}

function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
