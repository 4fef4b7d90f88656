/** Where on a form a refusal belongs, by the stable code. */
const FIELD_OF_CODE: Record<string, string> = { refused_address: 'url', bad_schedule: 'cron' };

/** What a refusal says about fields of a form, by field, and what it says besides. Pure. */
export function problemFields(
  { code, detail }: { code: string; detail: string },
  fields: readonly string[],
): { fields: Record<string, string>; rest: string | undefined } {
  const named = FIELD_OF_CODE[code];
  if (named !== undefined && fields.includes(named)) return { fields: { [named]: detail }, rest: undefined };
  if (code !== 'bad_request') return { fields: {}, rest: detail };
  const found: Record<string, string> = {};
  const rest: string[] = [];
  for (const sentence of detail.split('; ')) {
    const path = sentence.split(' ', 1)[0]!;
    const field = fields.find((name) => path === name || path.startsWith(`${name}.`));
    if (field === undefined) rest.push(sentence);
    else
      found[field] ??= `${sentence
        .slice(path.length)
        .trim()
        .replace(/^./, (letter) => letter.toUpperCase())}.`;
  }
  return { fields: found, rest: rest.length > 0 ? rest.join('; ') : undefined };
}
