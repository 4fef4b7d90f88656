import { pipelineOf, RUN } from './fixture.js';
import { changeLines } from './plain.js';
import { initialState, type LiveState, reduce } from './state.js';

test('tells each change once, with the time it happened', () => {
  const lines: string[] = [];
  let state: LiveState = initialState(pipelineOf());
  for (const event of [...RUN, ...RUN.slice(0, 4)]) {
    const next = reduce(state, event);
    lines.push(...changeLines(state, next, { linkOf: ({ url }) => `http://host${url}` }));
    state = next;
  }
  expect(lines).toEqual([
    '[ 0.1 s] keyframe: started (t2i, sketch/sketch)',
    '[ 0.5 s] keyframe: 50 %',
    '[ 0.9 s] keyframe: image ready (640×360, 123 kB): http://host/artifacts/abc',
    '[ 1.0 s] keyframe: done in 0.9 s',
    '[ 1.1 s] animate: started (i2v, sketch/sketch)',
    '[ 1.5 s] animate: tried again: no answer It is tried again.',
    '[ 2.0 s] animate: 75 %',
    '[ 3.0 s] animate: done in 1.9 s',
    '[ 3.1 s] pipeline completed',
  ]);
});
