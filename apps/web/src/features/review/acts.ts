import { toast } from '@/ui/toasts';
import type { Verdict } from './decisions';
import { countOf, isDecided } from './decisions';
import { nextOpen } from './items';
import type { Item } from './items';
import type { Deciding } from './use-decisions';
import type { Review } from './use-review';

interface ActsOn {
  review: Review;
  deciding: Deciding;
  /** What is in the strip. */
  strip: readonly Item[];
  current: Item;
  go: (id: string) => void;
}

/** What can be done about the one in sight. */
export function actsOn({ review, deciding, strip, current, go }: ActsOn) {
  const isOpen = (item: Item) => item.id !== current.id && !item.redoing && !isDecided(deciding.now, item.id);
  /** Goes on to what is not decided; stays where everything is. */
  const next = () => {
    const to = nextOpen(strip, current.id, isOpen);
    if (to !== undefined) go(to);
  };
  return {
    next,
    step: (by: number) => {
      const to = strip[strip.indexOf(current) + by];
      if (to) go(to.id);
    },
    decide: (verdict: Verdict) => {
      if (current.redoing) return;
      if (current.choice && verdict === 'keep') deciding.pick(current.id, deciding.now.picks[current.id]?.[0] ?? 0);
      else deciding.decide(current.id, verdict);
      next();
    },
    /** Of a choice a candidate, else one of the takes. */
    choose: (at: number) => {
      if (current.choice) {
        deciding.pick(current.id, at);
        return next();
      }
      const take = takesOf(strip, current)[at];
      if (!take || current.takes.of < 2) return;
      deciding.choose(take.id);
      go(take.id);
    },
    undo: () => {
      const about = deciding.undo();
      if (about === undefined) return;
      if (strip.some(({ id }) => id === about)) go(about);
    },
    send: () => {
      const { kept, rejected } = countOf(deciding.now);
      const { now } = deciding;
      const all = Object.fromEntries(deciding.waiting.map((task) => [task, 'keep' as const]));
      const decisions = kept + rejected > 0 ? now : { ...now, verdicts: all };
      deciding.clear();
      review.send.mutate(decisions, {
        onSuccess: () => toast(kept + rejected > 0 ? 'Your decisions were taken' : 'All of it goes on'),
        onError: () => deciding.bringBack(now),
      });
    },
  };
}

export type Acts = ReturnType<typeof actsOn>;

/** The takes that wait beside it, itself included. */
const takesOf = (strip: readonly Item[], current: Item): readonly Item[] => {
  const at = strip.indexOf(current) - current.takes.at;
  return strip.slice(at, at + current.takes.of);
};
