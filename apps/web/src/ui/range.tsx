import { Slider } from 'radix-ui';

interface RangeProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  onChange: (value: number) => void;
}

export function Range({ label, value, min, max, step = 1, onChange }: RangeProps) {
  return (
    <Slider.Root
      value={[value]}
      min={min}
      max={max}
      step={step}
      onValueChange={([next]) => onChange(next!)}
      className="relative flex h-6 touch-none items-center select-none"
    >
      <Slider.Track className="relative h-1 flex-1 rounded-full bg-line-strong">
        <Slider.Range className="absolute h-full rounded-full bg-accent" />
      </Slider.Track>
      <Slider.Thumb
        aria-label={label}
        className="block size-4.5 rounded-full border-4 border-panel bg-text ring-1 ring-line-strong"
      />
    </Slider.Root>
  );
}
