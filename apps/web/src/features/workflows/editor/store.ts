import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Estimate, Pipeline, Schemas } from '@/api/client';
import type { Live } from '@/api/events';
import { begun, did, redone, undone } from '../model/history';
import type { History } from '../model/history';
import { placed } from '../model/layout';
import { linksOf } from '../model/links';
import type { Link } from '../model/links';
import type { Placed } from '../model/problems';
import type { Binding, Doc, Point, StepTypes } from '../model/types';
import { infosOf } from './infos';
import type { NodeInfo } from './infos';

export type Plan = Schemas['PlanDto'];

export interface EditorState {
  types: StepTypes;
  history: History<Doc>;
  /** As it was opened or last saved. */
  saved: Doc;
  links: readonly Link[];
  places: Record<string, Point>;
  plan: Plan | undefined;
  estimate: Estimate | undefined;
  /** Whether plan and estimate are those of what is shown now. */
  fresh: boolean;
  problems: readonly Placed[];
  /** Inputs that have to be given before it can run. */
  missing: readonly string[];
  selected: readonly string[];
  selectedLink: string | undefined;
  /** Whether the steps that decide when it is done are shown. */
  critical: boolean;
  run: Pipeline | undefined;
  live: Live | undefined;
  infos: ReadonlyMap<string, NodeInfo>;
}

/** What is edited, and what is known about it. Parts of the screen look at the part of it they show. */
export class Editor {
  #state: EditorState;
  /** What the planner connected last; it holds until it says something else, so that wires do not come and go. */
  #bindings: readonly Binding[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(doc: Doc, types: StepTypes, saved = doc) {
    const links = linksOf(doc.definition, types);
    this.#state = {
      ...{
        types,
        history: begun(doc),
        saved,
        links,
        places: placed(doc.definition, types, links, doc.positions),
        infos: new Map(),
      },
      ...{
        plan: undefined,
        estimate: undefined,
        fresh: false,
        problems: [],
        missing: [],
        selected: [],
        selectedLink: undefined,
      },
      ...{ critical: false, run: undefined, live: undefined },
    };
    this.#state.infos = infosOf(this.#state, new Map());
  }

  get state(): EditorState {
    return this.#state;
  }

  get doc(): Doc {
    return this.#state.history.now;
  }

  readonly subscribe = (tell: () => void): (() => void) => {
    this.#listeners.add(tell);
    return () => void this.#listeners.delete(tell);
  };

  /** Changes the workflow, as a step that can be taken back; those in a row with the same key are one. */
  do(change: (doc: Doc) => Doc, key?: string): void {
    this.#went(did(this.#state.history, change(this.doc), key));
  }

  undo(): void {
    this.#went(undone(this.#state.history));
  }

  redo(): void {
    this.#went(redone(this.#state.history));
  }

  /** Begins anew with another version of it. */
  reset(doc: Doc, saved = doc): void {
    this.#state = { ...this.#state, saved, places: {}, plan: undefined, estimate: undefined, problems: [] };
    this.#went(begun(doc));
  }

  /** Notes what is known besides: plan, problems, what is selected, how a run goes. */
  note(known: Partial<Omit<EditorState, 'history' | 'links' | 'places' | 'infos'>>): void {
    const { bindings = this.#bindings } = known.plan ?? {};
    const isRelinked = bindings !== this.#bindings;
    this.#bindings = bindings;
    const changed = Object.entries(known).some(([name, value]) => this.#state[name as keyof EditorState] !== value);
    if (!changed) return;
    this.#state = { ...this.#state, ...known };
    if (isRelinked) this.#relink();
    this.#tell();
  }

  #went(history: History<Doc>): void {
    if (history === this.#state.history) return;
    const before = this.doc;
    this.#state = { ...this.#state, history };
    const isSame = this.doc.definition === before.definition;
    if (!isSame || this.doc.inputs !== before.inputs) this.#state.fresh = false;
    const ids = new Set(this.doc.definition.steps.map(({ id }) => id));
    const selected = this.#state.selected.filter((id) => ids.has(id) || id.startsWith('@'));
    if (selected.length !== this.#state.selected.length) this.#state.selected = selected;
    if (isSame && this.doc.positions !== before.positions)
      this.#state.places = { ...this.#state.places, ...this.doc.positions };
    else this.#relink();
    this.#tell();
  }

  #relink(): void {
    const { types } = this.#state;
    const links = linksOf(this.doc.definition, types, this.#bindings);
    // What stands somewhere stays there, whatever else is learned or added.
    const known = { ...this.#state.places, ...this.doc.positions };
    const places = placed(this.doc.definition, types, links, known);
    this.#state = { ...this.#state, links, places };
  }

  #tell(): void {
    this.#state = { ...this.#state, infos: infosOf(this.#state, this.#state.infos) };
    for (const tell of this.#listeners) tell();
  }
}

const EditorContext = createContext<Editor | undefined>(undefined);
export const EditorProvider = EditorContext.Provider;

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error('there is no editor around this');
  return editor;
}

/** A part of the state; it has to be the same object as long as it says the same. */
export function useEditorState<Part>(part: (state: EditorState) => Part): Part {
  const editor = useEditor();
  return useSyncExternalStore(editor.subscribe, () => part(editor.state));
}

export const useDoc = (): Doc => useEditorState(({ history }) => history.now);
