const SHOWN = 600;

/** Takes secrets out of text. */
export function hider(secrets: readonly string[]): (text: string) => string {
  // Also as it would look in a URL, in JSON or in Base64, as some servers echo what they were sent.
  const hidden = secrets
    .filter((secret) => secret.length > 0)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    ])
    // The longest first: one may be a part of another.
    .sort((a, b) => b.length - a.length);
  return (text) => hidden.reduce((left, secret) => left.replaceAll(secret, '•••'), text);
}

/** Makes text of a provider fit for people: no key in it, no mark-up, no control characters, no more than a paragraph. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const hide = hider(secrets);
  return (text) => {
    const clean = hide(text)
      .replace(/<[^>]{0,500}>/g, ' ')
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim();
    return clean.length > SHOWN ? `${clean.slice(0, SHOWN)}…` : clean;
  };
}
