import { sentence } from '@/lib/format';

/** How steps of the playground are called where their results are counted. */
const NAMES: Record<string, string | undefined> = { image: 'Images', video: 'Videos', prompts: 'Prompts' };

export const stepName = (id: string): string => NAMES[id] ?? sentence(id);

export const labelOf = ({ step_id: id, label }: { step_id: string; label: string }): string => NAMES[id] ?? label;
