const SHOWN = 600;

/** Makes text of a provider fit for people: no key in it, no mark-up, no control characters, no more than a paragraph. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  // Also as it would look in a URL or in Base64, as some servers echo what they were sent.
  const hidden = secrets
    .filter((secret) => secret.length > 0)
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]);
  return (text) => {
    const clean = hidden
      .reduce((left, secret) => left.replaceAll(secret, '•••'), text)
      .replace(/<[^>]{0,500}>/g, ' ')
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim();
    return clean.length > SHOWN ? `${clean.slice(0, SHOWN)}…` : clean;
  };
}
