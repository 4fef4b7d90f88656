/** What a key may do. `read` is part of `run` and of `review`; `admin` is everything. */
export const SCOPES = ['read', 'run', 'review', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

const INCLUDES: Record<Scope, readonly Scope[]> = {
  read: ['read'],
  run: ['run', 'read'],
  review: ['review', 'read'],
  admin: SCOPES,
};

/** Whether somebody who holds these scopes may do what needs that one. The one decision of every door. Pure. */
export function permits(held: readonly Scope[], needed: Scope): boolean {
  return held.some((scope) => INCLUDES[scope].includes(needed));
}

export const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text);
