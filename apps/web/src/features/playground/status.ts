const OVER: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled']);

export const isOver = (status: string): boolean => OVER.has(status);
