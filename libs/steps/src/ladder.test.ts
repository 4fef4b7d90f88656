import { lowerBy, loweredFields, loweredText } from '#pipeline';
import { catalogue } from './index.js';

const MOST_RUNGS = 20;

/** Completed, with everything at its highest. */
function configOf(type: string): Record<string, unknown> {
  const stepType = catalogue.get(type)!;
  const given = { prompt: 'x', text: 'x', quality: 'high', scale: 4, fps: 60, duration: 30 };
  const parsed = stepType.config.parse(given);
  return { ...parsed, ...stepType.complete?.(parsed) };
}

const laddered = [...catalogue.values()].filter((type) => 'lower' in type);

describe('the ladder of lower settings', () => {
  it('is there for what a card does', () => {
    expect(laddered.map((type) => type.type)).toEqual(
      expect.arrayContaining(['t2i', 'i2i', 'hires', 'upscale', 'controlnet', 'i2v', 't2v', 'music', 'voice']),
    );
  });

  it.each(laddered)('of $type ends, each rung is lower and valid, and nothing gets shorter', (type) => {
    const asked = configOf(type.type);
    let current = asked;
    let rungs = 0;
    for (let next = type.lower!(current); next; next = type.lower!(current), rungs++) {
      const changed = Object.entries(loweredFields(current, next));
      expect(changed.length).toBeGreaterThan(0);
      for (const [field, [from, to]] of changed)
        if (typeof from === 'number') expect({ field, lower: Number(to) < from }).toEqual({ field, lower: true });
      expect(type.config.safeParse(next).success).toBe(true);
      expect(next.duration).toBe(asked.duration);
      current = next;
      expect(rungs).toBeLessThan(MOST_RUNGS);
    }
    expect(rungs).toBeGreaterThan(0);
    expect(lowerBy(type, asked, MOST_RUNGS)).toEqual(current);
  });

  it('of a video gives up size and quality first, then frames', () => {
    const type = catalogue.get('i2v')!;
    const lowered = loweredFields(configOf('i2v'), lowerBy(type, configOf('i2v'), 1));
    expect(loweredText(lowered)).toBe(
      'quality standard instead of high, width 1440 instead of 1920, height 810 instead of 1080',
    );
    expect(lowerBy(type, configOf('i2v'), MOST_RUNGS)).toMatchObject({ height: 256, fps: 12, quality: 'draft' });
  });
});
