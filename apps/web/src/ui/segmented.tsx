import { ToggleGroup } from 'radix-ui';
import { cn } from '@/lib/cn';

interface SegmentedProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  className?: string;
}

/** One of a few, all in sight. */
export function Segmented<Value extends string>({ label, value, options, onChange, className }: SegmentedProps<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => next && onChange(next as Value)}
      className={cn('flex gap-0.5 rounded-control border border-line-strong bg-raised p-1', className)}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="h-9 flex-1 rounded-md px-2.5 whitespace-nowrap text-[13px] font-[520] text-muted transition-colors hover:text-text data-[state=on]:bg-line-strong data-[state=on]:text-text sm:h-8"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
