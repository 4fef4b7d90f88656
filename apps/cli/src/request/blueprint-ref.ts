/** `my-film@3`, or `my-film` for the latest; undefined for what is neither. Pure. */
export function blueprintRef(text: string): { name: string; version?: number } | undefined {
  const [, name, version] = /^([A-Za-z][A-Za-z0-9_-]*)(?:@(\d+))?$/.exec(text) ?? [];
  return name === undefined ? undefined : { name, ...(version !== undefined && { version: Number(version) }) };
}
