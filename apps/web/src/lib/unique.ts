/** A name that nobody else has. `crypto.randomUUID` is only there where the page came over TLS or from this machine. */
export function unique(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
