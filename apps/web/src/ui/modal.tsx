import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { IconButton } from './button';
import { focusItself } from './focus';
import { keepOpenForToasts } from './toasts';

interface ModalProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  /** What stays in sight at its foot: the buttons, as a rule. */
  footer?: ReactNode;
  size?: 'small' | 'medium' | 'large';
  children: ReactNode;
}

const WIDTHS = { small: 'sm:max-w-md', medium: 'sm:max-w-xl', large: 'sm:max-w-5xl' };

/** Something to decide before going on: in the middle of a desk, a sheet from below on a phone. */
export function Modal({ open, onOpenChange, title, description, footer, size = 'medium', children }: ModalProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/50 data-[state=open]:animate-appear" />
        <Dialog.Content
          {...(description === undefined && { 'aria-describedby': undefined })}
          onOpenAutoFocus={focusItself}
          onInteractOutside={keepOpenForToasts}
          className={cn(
            'fixed inset-x-0 bottom-0 z-50 flex max-h-[90dvh] flex-col rounded-t-composer border border-line-strong bg-panel shadow-xl shadow-black/25 outline-none data-[state=open]:animate-rise',
            'sm:inset-x-4 sm:top-1/2 sm:bottom-auto sm:m-auto sm:max-h-[85dvh] sm:-translate-y-1/2 sm:rounded-composer',
            WIDTHS[size],
          )}
        >
          <header className="flex items-start gap-3 px-4 pt-3 pb-2 sm:px-5 sm:pt-4">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="pt-1.5 text-base font-[640]">{title}</Dialog.Title>
              {description !== undefined && (
                <Dialog.Description asChild>
                  <div className="text-muted">{description}</div>
                </Dialog.Description>
              )}
            </div>
            <Dialog.Close asChild>
              <IconButton label="Close" className="-mr-2">
                <X />
              </IconButton>
            </Dialog.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-4 pt-1 pb-4 sm:px-5">{children}</div>
          {footer !== undefined && (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-5">
              {footer}
            </footer>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
