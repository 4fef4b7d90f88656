import type { Pipeline } from '../gateway/api.js';
import type { Terminal } from '../terminal.js';
import { hyperlink } from '../text/colors.js';
import { changeLines } from './plain.js';
import { renderLive } from './render.js';
import { initialState, type LiveEvent, type LiveOutput, type LiveState, mergeSnapshot, reduce } from './state.js';

export interface View {
  event(event: LiveEvent): void;
  snapshot(pipeline: Pipeline): void;
  /** Something about the connection or the stack, between the lines. */
  note(line: string): void;
  /** Leaves what is shown as it stands. */
  close(): void;
}

export interface ViewOptions {
  title: string;
  linkOf: (output: LiveOutput) => string;
  /** Seconds each step is expected to take, where that is known. */
  weights?: ReadonlyMap<string, number>;
}

/** Ten pictures a second; what changes in between is seen in the next one. */
const FRAME_MS = 100;

/** The view that fits where the words go: a live one, lines, events as JSON, or nothing. */
export async function openView(pipeline: Pipeline, terminal: Terminal, options: ViewOptions): Promise<View> {
  if (terminal.mode === 'json') return jsonView(terminal);
  if (terminal.mode === 'quiet') return silentView();
  return terminal.mode === 'live' ? liveView(pipeline, terminal, options) : plainView(pipeline, terminal, options);
}

const silentView = (): View => ({ event: nothing, snapshot: nothing, note: nothing, close: nothing });
const nothing = (): void => undefined;

const jsonView = (terminal: Terminal): View => ({ ...silentView(), event: (event) => terminal.json(event) });

function plainView(pipeline: Pipeline, terminal: Terminal, { linkOf }: ViewOptions): View {
  let state = initialState(pipeline);
  const show = (next: LiveState): void => {
    for (const line of changeLines(state, next, { linkOf })) terminal.say(line);
    state = next;
  };
  return {
    event: (event) => show(reduce(state, event)),
    snapshot: (seen) => show(mergeSnapshot(state, seen, Date.now())),
    note: (line) => terminal.say(line),
    close: nothing,
  };
}

async function liveView(pipeline: Pipeline, terminal: Terminal, options: ViewOptions): Promise<View> {
  const { createLogUpdate } = await import('log-update');
  const stream = process.stdout;
  const update = createLogUpdate(stream);
  let state = initialState(pipeline, options.weights);
  let frame = 0;
  const draw = (): void => {
    const { columns = 80, rows = 24 } = stream;
    const link = terminal.colors.isColorSupported ? { hyperlink } : {};
    const size = { width: columns, rows, now: Date.now(), frame: (frame += 1) };
    update(renderLive(state, { ...options, ...size, ...link, colors: terminal.colors }).join('\n'));
  };
  draw();
  const timer = setInterval(draw, FRAME_MS);
  return {
    event: (event) => void (state = reduce(state, event)),
    snapshot: (seen) => void (state = mergeSnapshot(state, seen, Date.now())),
    note: (line) => update.persist(line),
    close: () => {
      clearInterval(timer);
      draw();
      update.done();
    },
  };
}
