import { openAsBlob } from 'node:fs';
import type { components } from '#contracts';
import type { Context } from '../context.js';
import { isApiProblem } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { Api } from '../gateway/api.js';
import { filesToUpload } from '../request/files-to-upload.js';
import type { ToUpload } from '../request/files-to-upload.js';
import { formatBytes, formatDuration } from '../text/format.js';
import { indent, table } from '../text/table.js';
import { counted } from './watching.js';

type Uploads = components['schemas']['UploadsDto'];
type Upload = Uploads['items'][number];

/** Files sent with one request. */
const AT_ONCE = 20;
const URLS_AT_ONCE = 100;

/** Brings files, folders, archives and addresses, and tells what was taken. */
export async function upload(context: Context, given: readonly string[]): Promise<number> {
  const wanted = filesToUpload(given);
  return context.withGateway(async ({ api }) => {
    const taken: Uploads = { items: [], problems: [] };
    for await (const { items, problems } of uploaded(api, wanted)) {
      taken.items.push(...items);
      taken.problems.push(...problems);
    }
    context.terminal.result(lines(taken), taken);
    return taken.items.length > 0 ? EXIT.ok : EXIT.usage;
  });
}

async function* uploaded(api: Api, { files, urls }: ToUpload): AsyncGenerator<Uploads> {
  for (let at = 0; at < files.length; at += AT_ONCE) yield* sent(api, files.slice(at, at + AT_ONCE));
  for (let at = 0; at < urls.length; at += URLS_AT_ONCE) yield* fetched(api, urls.slice(at, at + URLS_AT_ONCE));
}

/** Where nothing of several is taken, each is sent by itself, to learn why. */
async function* sent(api: Api, files: ToUpload['files']): AsyncGenerator<Uploads> {
  const answer = await send(api, files).catch((error: unknown) => refused(error, files[0]!.name));
  if (answer.items.length > 0 || files.length === 1) yield answer;
  else for (const file of files) yield* sent(api, [file]);
}

async function send(api: Api, files: ToUpload['files']): Promise<Uploads> {
  const form = new FormData();
  for (const { path, name } of files) form.append('files', await openAsBlob(path), name);
  const body = form as unknown as components['schemas']['UploadFilesDto'];
  return api.call((client) => client.POST('/uploads', { body, bodySerializer: () => form }));
}

async function* fetched(api: Api, urls: string[]): AsyncGenerator<Uploads> {
  const ask = api.call((client) => client.POST('/uploads/url', { body: { urls } }));
  const answer = await ask.catch((error: unknown) => refused(error, urls[0]!));
  if (answer.items.length > 0 || urls.length === 1) yield answer;
  else for (const url of urls) yield* fetched(api, [url]);
}

/** A file that is refused does not keep the others out; anything else does. */
function refused(error: unknown, name: string): Uploads {
  if (!isApiProblem(error) || ![400, 413, 415, 422].includes(error.status)) throw error;
  const { code, detail } = error.problem;
  const message = detail.replace(`${JSON.stringify(name)}: `, '');
  return { items: [], problems: [{ name, code, message, hint: '' }] };
}

function lines({ items, problems }: Uploads): string[] {
  const rows = items.map((item) => [item.digest.slice(0, 12), item.kind, described(item), item.name]);
  const refusals = problems.map(({ name, message, hint }) => `${name}: ${message.replace(/\.?$/, '.')} ${hint}`.trim());
  return [
    ...table(rows),
    `Took ${counted(items.length, 'file')}.`,
    ...(refusals.length > 0 ? [`${counted(refusals.length, 'file')} not taken:`, ...indent(refusals)] : []),
  ];
}

function described({ width, height, duration_sec: seconds, bytes }: Upload): string {
  const size = width !== undefined && height !== undefined ? [`${width}×${height}`] : [];
  const time = seconds !== undefined ? [formatDuration(seconds * 1000)] : [];
  return [...size, ...time, formatBytes(bytes)].join(', ');
}
