import { DropdownMenu } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from '@/lib/cn';

/** What can be done beside the one thing to do next. `trigger` is a button with a name. */
export function Menu({ trigger, align = 'end', children }: MenuProps) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-y-auto rounded-media border border-line-strong bg-panel p-1 shadow-xl shadow-black/25 data-[state=open]:animate-appear"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface MenuProps {
  trigger: ReactNode;
  align?: 'start' | 'end';
  children: ReactNode;
}

type MenuItemProps = ComponentProps<typeof DropdownMenu.Item> & {
  /** What cannot be taken back, or only from the trash. */
  danger?: boolean;
  /** Keys that do the same. */
  keys?: string;
};

/** With `asChild` its one child, a link as a rule, is the item. */
export function MenuItem({ danger = false, keys, className, children, ...rest }: MenuItemProps) {
  return (
    <DropdownMenu.Item
      className={cn(
        'flex min-h-11 items-center gap-2.5 rounded-md px-2.5 outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-raised sm:min-h-9 [&_svg]:size-4 [&_svg]:text-muted',
        danger && 'text-failed [&_svg]:text-failed',
        className,
      )}
      {...rest}
    >
      {rest.asChild ? (
        children
      ) : (
        <>
          {children}
          {keys !== undefined && <kbd className="ml-auto pl-4 text-[12px] text-muted">{keys}</kbd>}
        </>
      )}
    </DropdownMenu.Item>
  );
}

export const MenuLine = () => <DropdownMenu.Separator className="my-1 h-px bg-line" />;

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <DropdownMenu.Label className="px-2.5 pt-2 pb-1 text-[12px] font-[560] text-muted">{children}</DropdownMenu.Label>
);
