import { useShortcuts } from '@/ui/shortcuts';
import { fragmentOf, paste, removeSteps } from '../model/commands';
import type { Fragment } from '../model/commands';
import { INPUTS } from '../model/types';
import { unwire } from '../inspector/connections';
import { useEditor } from './store';
import type { Editor } from './store';
import type { ToolbarProps } from './toolbar';

const CLIPBOARD = 'workflow-clipboard';

function chosen({ state }: Editor): string[] {
  return state.selected.filter((id) => id !== INPUTS);
}

function copy(editor: Editor): void {
  const ids = chosen(editor);
  if (ids.length === 0) return;
  const fragment = fragmentOf({ ...editor.doc, positions: editor.state.places }, ids);
  localStorage.setItem(CLIPBOARD, JSON.stringify(fragment));
}

function put(editor: Editor, fragment: Fragment | undefined): void {
  if (!fragment) return;
  const { doc, ids } = paste(editor.doc, fragment);
  editor.do(() => doc);
  editor.note({ selected: ids, selectedLink: undefined });
}

function pasted(): Fragment | undefined {
  try {
    return JSON.parse(localStorage.getItem(CLIPBOARD) ?? 'null') as Fragment | undefined;
  } catch {
    return undefined;
  }
}

function remove(editor: Editor): void {
  const { selectedLink, links } = editor.state;
  const link = links.find(({ id }) => id === selectedLink);
  const ids = chosen(editor);
  if (ids.length > 0) editor.do((doc) => removeSteps(doc, ids));
  else if (link) unwire(editor, link);
}

interface Keys {
  act: ToolbarProps['act'];
  run: () => void;
}

/** All that the keyboard does in the editor. */
export function useKeys({ act, run }: Keys): void {
  const editor = useEditor();
  const clone = () => {
    const ids = chosen(editor);
    if (ids.length > 0) put(editor, fragmentOf({ ...editor.doc, positions: editor.state.places }, ids));
  };
  useShortcuts('Workflow', [
    { keys: 'mod+z', label: 'Undo', act: act.undo },
    { keys: 'shift+mod+z', label: 'Redo', act: act.redo },
    { keys: 'mod+c', label: 'Copy the chosen steps', act: () => copy(editor) },
    { keys: 'mod+x', label: 'Cut the chosen steps', act: () => (copy(editor), remove(editor)) },
    { keys: 'mod+v', label: 'Paste', act: () => put(editor, pasted()) },
    { keys: 'mod+d', label: 'Duplicate the chosen steps', act: clone },
    {
      keys: 'mod+a',
      label: 'Choose all',
      act: () => editor.note({ selected: editor.doc.definition.steps.map(({ id }) => id) }),
    },
    { keys: 'delete', label: 'Delete', act: () => remove(editor) },
    { keys: 'backspace', label: 'Delete', act: () => remove(editor) },
    { keys: 'escape', label: 'Choose nothing', act: () => editor.note({ selected: [], selectedLink: undefined }) },
    { keys: 'a', label: 'Add a step', act: act.add },
    { keys: 't', label: 'Tidy up', act: act.tidy },
    { keys: 'f', label: 'Show all', act: act.fit },
    { keys: 'mod+s', label: 'Save', act: act.save, whileWriting: true },
    { keys: 'mod+enter', label: 'Run', act: run, whileWriting: true },
  ]);
}
