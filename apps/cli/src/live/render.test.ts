import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import { displayWidth } from '../text/width.js';
import { eventAt, pipelineOf, RUN, stepOf } from './fixture.js';
import { renderLive, type RenderOptions } from './render.js';
import { initialState, mergeSnapshot, reduce } from './state.js';

const options: RenderOptions = {
  width: 80,
  rows: 24,
  now: 3_100,
  frame: 0,
  colors: pc.createColors(false),
  title: 'a lighthouse in a storm, synthwave',
  linkOf: ({ url }) => `http://127.0.0.1:4100${url}`,
};
const running = mergeSnapshot(
  RUN.slice(0, 8).reduce(reduce, initialState(pipelineOf())),
  pipelineOf({ progress: 0.5, eta_seconds: 4 }),
  3_100,
);

test('shows each step, what was made and the time left', () => {
  const text = renderLive(running, options).join('\n');
  expect(text).toMatch(/✓ keyframe {2}t2i █+ 100 % {4}0.9 s/);
  expect(text).toMatch(/⠋ animate {3}i2v █+░+ {2}80 % {4}1.0 s/);
  expect(text).toContain('tried again: no answer It is tried again.');
  expect(text).toContain('image · keyframe · 640×360 · 123 kB  http://127.0.0.1:4100/artifacts/abc');
  expect(text).toMatch(/█+░+ {2}50 % · 2.1 s · about 4 s left$/);
});

test('counts the time left down between two answers', () => {
  expect(renderLive(running, { ...options, now: 5_100 }).at(-1)).toContain('about 2 s left');
  expect(renderLive(running, { ...options, now: 60_000 }).at(-1)).toContain('nearly done');
});

describe.each([40, 80, 120])('at %i columns', (width) => {
  const wide = pipelineOf({
    steps: [
      stepOf('keyframe', 't2i', 0, { tasks: 1_200 }),
      stepOf('a-step-with-a-very-long-name-of-its-own-in-it', 'i2v', 1),
      stepOf('灯台', 'mux', 2),
    ],
  });
  const state = RUN.slice(0, 7).reduce(reduce, initialState(wide));
  const failing = reduce(
    state,
    eventAt(3_000, 'error', {
      step_id: '灯台',
      error_message: `${'a long explanation '.repeat(10)}\n\u001b[2J`,
      hint: 'Try again.',
      retryable: false,
    }),
  );

  test.each([false, true])('no line is wider than the terminal (colours: %s)', (color) => {
    const title = '嵐の中の灯台 🌊 '.repeat(12);
    const lines = renderLive(failing, { ...options, width, title, colors: pc.createColors(color) });
    for (const line of lines) expect(displayWidth(stripVTControlCharacters(line))).toBeLessThan(width);
    expect(lines.join('')).not.toContain('\n');
    expect(lines.join('')).not.toContain('\u001b[2J');
  });
});

test('many steps give way to those at work', () => {
  const steps = Array.from({ length: 50 }, (_, at) => stepOf(`step${at}`, 't2i', at));
  let state = initialState(pipelineOf({ steps }));
  for (let at = 0; at < 20; at++)
    state = reduce(state, eventAt(2_000, 'step_status', { step_id: `step${at}`, status: 'completed', done: 1 }));
  state = reduce(state, eventAt(2_100, 'task_status', { step_id: 'step40', status: 'running' }));
  const lines = renderLive(state, { ...options, rows: 12 });
  expect(lines.length).toBeLessThan(12);
  expect(lines.join('\n')).toContain('step40');
  expect(lines.join('\n')).toMatch(/… \d+ more steps: 20 done, \d+ to come/);
});
