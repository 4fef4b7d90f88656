const KEY = 'prompts';
const MOST = 100;

/** Prompts that were run from this browser, the latest first. */
export function keptPrompts(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

export function keepPrompts(prompts: readonly string[]): void {
  const all = [...new Set([...prompts, ...keptPrompts()])].slice(0, MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // A browser that keeps nothing suggests less.
  }
}
