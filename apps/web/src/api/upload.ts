import { ApiProblem, client, dataOf } from './client';
import type { Schemas } from './client';

type Uploads = Schemas['UploadsDto'];

interface Sending {
  /** Told how many bytes have arrived. */
  onSent: (bytes: number) => void;
  signal: AbortSignal;
}

/** From here on a file is sent in pieces, and goes on behind the last one after a lost connection. */
const IN_PIECES_FROM = 16 * 1024 * 1024;
const PIECE = 8 * 1024 * 1024;
const MOST_TRIES = 6;
const FIRST_WAIT_MS = 500;

/** Brings one file, a ZIP as well. Throws ApiProblem when it is refused, and AbortError when it is given up. */
export async function sendFile(file: File, sending: Sending): Promise<Uploads> {
  if (file.size >= IN_PIECES_FROM) return sendInPieces(file, sending);
  const form = new FormData();
  form.append('files', file);
  const { body } = await request('POST', '/uploads', form, {}, sending);
  return body as Uploads;
}

/** Brings what is at an address. */
export const fetchAddress = async (url: string, signal: AbortSignal): Promise<Uploads> =>
  dataOf(await client.POST('/uploads/url', { body: { urls: [url] }, signal }));

const TUS = { 'Tus-Resumable': '1.0.0' };

async function sendInPieces(file: File, { onSent, signal }: Sending): Promise<Uploads> {
  const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
  const about = { ...TUS, 'Upload-Length': String(file.size), 'Upload-Metadata': `filename ${name}` };
  const created = await request('POST', '/uploads/tus', null, about, { signal, onSent: () => {} });
  const place = created.header('location') ?? '';
  signal.addEventListener('abort', () => void fetch(place, { method: 'DELETE', headers: TUS }).catch(() => {}));
  let [at, tries] = [0, 0];
  while (at < file.size) {
    const from = at;
    const headers = { ...TUS, 'Upload-Offset': String(at), 'Content-Type': 'application/offset+octet-stream' };
    const piece = file.slice(at, at + PIECE);
    try {
      const sent = await request('PATCH', place, piece, headers, { signal, onSent: (bytes) => onSent(from + bytes) });
      at = Number(sent.header('upload-offset') ?? from + piece.size);
      tries = 0;
    } catch (error) {
      if (error instanceof ApiProblem || signal.aborted || ++tries >= MOST_TRIES) throw error;
      await new Promise((later) => setTimeout(later, FIRST_WAIT_MS * 2 ** tries));
      at = await offsetOf(place, from);
    }
  }
  const { body } = await request('GET', place, null, TUS, { signal, onSent: () => {} });
  return body as Uploads;
}

/** How far the gateway has it; what was known, as long as it does not answer. */
async function offsetOf(place: string, known: number): Promise<number> {
  try {
    const response = await fetch(place, { method: 'HEAD', headers: TUS });
    return response.ok ? Number(response.headers.get('upload-offset') ?? known) : known;
  } catch {
    return known; // asked again before the next piece fails
  }
}

interface Answer {
  body: unknown;
  header: (name: string) => string | null;
}

/** A request that tells how far it is, which fetch does not. */
function request(
  method: string,
  url: string,
  body: XMLHttpRequestBodyInit | null,
  headers: Record<string, string>,
  { onSent, signal }: Sending,
): Promise<Answer> {
  return new Promise((done, failed) => {
    const asked = new XMLHttpRequest();
    asked.open(method, url);
    for (const [name, value] of Object.entries(headers)) asked.setRequestHeader(name, value);
    asked.upload.onprogress = ({ loaded }) => onSent(loaded);
    asked.onload = () => {
      const answer: unknown = asked.responseText === '' ? undefined : JSON.parse(asked.responseText);
      if (asked.status < 400) done({ body: answer, header: (name) => asked.getResponseHeader(name) });
      else failed(new ApiProblem(asked.status, answer as Schemas['ProblemDto']));
    };
    asked.onerror = () => failed(new Error('The connection was lost.'));
    asked.onabort = () => failed(new DOMException('It was given up.', 'AbortError'));
    signal.addEventListener('abort', () => asked.abort());
    if (signal.aborted) return failed(new DOMException('It was given up.', 'AbortError'));
    asked.send(body);
  });
}
