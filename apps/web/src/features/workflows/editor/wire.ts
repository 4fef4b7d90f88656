import { connected, refusal } from '../model/connect';
import type { From } from '../model/ports';
import { INPUTS } from '../model/types';
import { toast } from '@/ui/toasts';
import type { Editor } from './store';

/** An end of a wire, as the graph knows it. */
export interface End {
  nodeId: string;
  id?: string | null;
}

export const fromEnd = ({ nodeId, id }: End): From => ({ ...(nodeId !== INPUTS && { step: nodeId }), port: id ?? '' });
export const toEnd = ({ nodeId, id }: End) => ({ step: nodeId, port: id ?? '' });

/** Asked for at every move of the pointer, by every port; the answer holds as long as the definition does. */
const answers = new WeakMap<object, Map<string, string | undefined>>();

export function refusalOf({ doc, state }: Editor, source: End, target: End): string | undefined {
  const known = answers.get(doc.definition) ?? new Map<string, string | undefined>();
  answers.set(doc.definition, known);
  const key = [source.nodeId, source.id, target.nodeId, target.id].join(' ');
  if (!known.has(key)) known.set(key, refusal(doc.definition, state.types, fromEnd(source), toEnd(target)));
  return known.get(key);
}

/** Connects two ends, or says why not. */
export function wire(editor: Editor, from: From, to: { step: string; port: string }): boolean {
  const changed = connected(editor.doc.definition, editor.state.types, from, to);
  if (changed.refused !== undefined) {
    toast('That cannot be connected', { tone: 'failed', text: changed.refused });
    return false;
  }
  editor.do((doc) => ({ ...doc, definition: changed.definition }));
  return true;
}
