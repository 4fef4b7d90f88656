import { createContext, useContext, useId } from 'react';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from '@/lib/cn';

const Described = createContext<{ id: string; hint?: string; error?: string } | undefined>(undefined);

interface LabelledProps {
  label: string;
  /** What it is for, in which unit, within which bounds. */
  hint?: ReactNode;
  /** What is wrong with it now, and what to do. */
  error?: string | undefined;
  className?: string;
  children: ReactNode;
}

/** A name, a hint and an error, tied to the one Input or TextArea inside. */
export function Labelled({ label, hint, error, className, children }: LabelledProps) {
  const id = useId();
  const described = {
    id,
    ...(hint !== undefined && { hint: `${id}-hint` }),
    ...(error !== undefined && { error: `${id}-error` }),
  };
  return (
    <div className={cn('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-[13px] font-[520] text-muted">
        {label}
      </label>
      <Described value={described}>{children}</Described>
      {hint !== undefined && (
        <p id={described.hint} className="text-[13px] text-muted">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={described.error} role="alert" className="text-[13px] text-failed">
          {error}
        </p>
      )}
    </div>
  );
}

const LOOK =
  'w-full rounded-control border border-line-strong bg-panel px-3 outline-none transition-colors placeholder:text-dim focus:border-accent aria-invalid:border-failed disabled:opacity-60';

/** What ties a control to the Labelled around it. */
function useLabelled(): { id?: string; 'aria-describedby'?: string; 'aria-invalid'?: true } {
  const described = useContext(Described);
  if (!described) return {};
  const by = [described.error, described.hint].filter(Boolean).join(' ');
  return {
    id: described.id,
    ...(by !== '' && { 'aria-describedby': by }),
    ...(described.error !== undefined && { 'aria-invalid': true as const }),
  };
}

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...useLabelled()} className={cn(LOOK, 'h-11 max-sm:text-base sm:h-10', className)} {...rest} />;
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      {...useLabelled()}
      className={cn(LOOK, 'field-sizing-content max-h-72 min-h-20 resize-none py-2 max-sm:text-base', className)}
      {...rest}
    />
  );
}
