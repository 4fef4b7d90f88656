import { clsx } from 'clsx';
import type { ClassValue } from 'clsx';
import { twMerge } from 'tailwind-merge';

/** Class names, where a later one wins over an earlier one about the same thing. */
export const cn = (...names: ClassValue[]): string => twMerge(clsx(names));
