import { projectIn } from './project';

test('scenes give their shots, in order, each with its scene', () => {
  const project = {
    title: 'At sea',
    scenes: [
      { name: 'Harbour', shots: [{ prompt: 'a harbour', motion: 'push in', seconds: 3 }, 'a quay'] },
      { shots: [{ image_prompt: 'the sea', motion_prompt: 'pan', duration: 2 }] },
    ],
  };
  expect(projectIn(project)).toEqual({
    name: 'At sea',
    shots: [
      { prompt: 'a harbour', motion_prompt: 'push in', duration: 3, scene: 'Harbour' },
      { prompt: 'a quay', scene: 'Harbour' },
      { prompt: 'the sea', motion_prompt: 'pan', duration: 2, scene: 'Scene 2' },
    ],
  });
});

test('shots alone are a project too', () => {
  expect(projectIn(['a fox'])).toEqual({ name: 'Project', shots: [{ prompt: 'a fox' }] });
  expect(projectIn({ name: 'Fox', shots: [{ prompt: 'a fox' }] }).name).toBe('Fox');
});

test.each([
  [7, 'A project is an object'],
  [{}, 'no list of shots'],
  [{ scenes: [] }, 'no scenes'],
  [{ scenes: [{ shots: [{ motion: 'pan' }] }] }, 'Shot 1 of the shots of scene 1 has no "prompt"'],
])('what is missing is told', (value, message) => expect(() => projectIn(value)).toThrow(message));
