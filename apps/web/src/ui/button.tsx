import { cva } from 'class-variance-authority';
import type { VariantProps } from 'class-variance-authority';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { Tip } from './tip';

export const buttonStyle = cva(
  'inline-flex shrink-0 items-center justify-center gap-2 rounded-control font-[560] whitespace-nowrap transition-colors duration-150 disabled:border-line disabled:bg-raised disabled:text-muted [&_svg]:size-4',
  {
    variants: {
      kind: {
        accent: 'bg-accent text-on-accent hover:brightness-95',
        plain: 'border border-line-strong bg-raised text-text hover:border-dim',
        quiet: 'text-muted hover:bg-raised hover:text-text',
        danger: 'border border-line-strong bg-raised text-failed hover:border-failed',
      },
      size: { normal: 'h-11 px-4 sm:h-10', small: 'h-11 px-3 text-[13px] sm:h-8' },
    },
    defaultVariants: { kind: 'plain', size: 'normal' },
  },
);

type ButtonProps = ComponentProps<'button'> & VariantProps<typeof buttonStyle>;

export function Button({ kind, size, className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={cn(buttonStyle({ kind, size }), className)} {...rest} />;
}

/** A button that is a picture: its label is read aloud, and shown on hover. */
export function IconButton({
  label,
  children,
  className,
  ...rest
}: ComponentProps<'button'> & { label: string; children: ReactNode }) {
  return (
    <Tip text={label}>
      <button
        type="button"
        aria-label={label}
        className={cn(
          'inline-flex size-11 items-center justify-center rounded-control text-muted transition-colors duration-150 hover:bg-raised hover:text-text disabled:opacity-50 sm:size-9 [&_svg]:size-4',
          className,
        )}
        {...rest}
      >
        {children}
      </button>
    </Tip>
  );
}
