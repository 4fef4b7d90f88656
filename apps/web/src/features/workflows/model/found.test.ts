import { fit } from './found';

test.each([
  ['Add sound', 'add', 1],
  ['Add sound', 'Sound', 0.8],
  ['Add sound', 'dd', 0.6],
  ['Choose the best', 'pictures best', 0.3],
  ['Choose the best', 'add sound', 0],
  ['Music', '  ', 1],
])('%s for "%s"', (name, wanted, score) => expect(fit(name, wanted, ['Of several pictures keeps one'])).toBe(score));
