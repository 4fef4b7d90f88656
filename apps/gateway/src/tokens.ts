/** Injection tokens of what has no class of its own. */
export const CONFIG = Symbol('config');
export const STORE = Symbol('artifact store');
