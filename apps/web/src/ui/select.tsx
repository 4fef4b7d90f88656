import { getNonce } from 'get-nonce';
import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import { cn } from '@/lib/cn';

interface SelectProps<Value extends string> {
  label: string;
  value: Value | undefined;
  options: readonly { value: Value; label: string; note?: string; disabled?: boolean }[];
  onChange: (value: Value) => void;
  placeholder?: string;
  id?: string;
  className?: string;
}

/** One of many; for a few that fit side by side there is Segmented. No value may be empty. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, value, options, onChange, placeholder = 'Choose', id, className } = props;
  return (
    <Radix.Root {...(value !== undefined && { value })} onValueChange={(next) => onChange(next as Value)}>
      <Radix.Trigger
        id={id}
        aria-label={label}
        className={cn(
          'flex h-11 w-full items-center justify-between gap-2 rounded-control border border-line-strong bg-raised px-3 text-left transition-colors hover:border-dim data-[placeholder]:text-muted sm:h-10',
          className,
        )}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <Radix.Icon>
          <ChevronDown className="size-4 text-muted" aria-hidden />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-media border border-line-strong bg-panel p-1 shadow-xl shadow-black/25"
        >
          <Radix.Viewport nonce={getNonce()}>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="flex min-h-11 items-center gap-2 rounded-md px-2.5 outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-raised sm:min-h-9"
              >
                <span className="min-w-0 flex-1">
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                  {option.note !== undefined && <span className="block text-[12px] text-muted">{option.note}</span>}
                </span>
                <Radix.ItemIndicator>
                  <Check className="size-4 text-muted" aria-hidden />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
