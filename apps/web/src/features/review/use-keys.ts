import { useShortcuts } from '@/ui/shortcuts';
import type { Acts } from './acts';

interface ReviewKeys {
  acts: Acts;
  edit: () => void;
  redo: () => void;
}

const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Everything on this screen by key. */
export function useReviewKeys({ acts, edit, redo }: ReviewKeys): void {
  useShortcuts('Review', [
    { keys: 'k', label: 'Keep it', act: () => acts.decide('keep') },
    { keys: 'x', label: 'Reject it', act: () => acts.decide('reject') },
    { keys: 'e', label: 'Edit it', act: edit },
    { keys: 'r', label: 'Regenerate it, with a note', act: redo },
    ...DIGITS.map((digit) => ({
      keys: String(digit),
      label: digit === 1 ? 'Choose the first take or candidate; 2 to 9 the others' : `Choose number ${digit}`,
      act: () => acts.choose(digit - 1),
    })),
    { keys: 'arrowleft', label: 'The one before', act: () => acts.step(-1) },
    { keys: 'arrowright', label: 'The next one', act: () => acts.step(1) },
    { keys: 'u', label: 'Take the last decision back', act: acts.undo },
    { keys: 'mod+z', label: 'Take the last decision back', act: acts.undo },
    { keys: 'mod+enter', label: 'Continue', act: acts.send },
  ]);
}
