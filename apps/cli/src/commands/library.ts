import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../context.js';
import { usageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { Api } from '../gateway/api.js';
import { temporaryNextTo } from '../gateway/download.js';
import type { LibraryItem, LibrarySearch } from '../gateway/library-api.js';
import { checkWritable } from '../request/output-path.js';
import { formatAge, formatBytes, formatMoney } from '../text/format.js';
import { table } from '../text/table.js';

export interface LibraryFlags {
  kind?: string;
  source?: string;
  pipeline?: string;
  model?: string;
  step?: string;
  tag?: string;
  favourite?: boolean;
  trash?: boolean;
  search?: string;
  limit?: string;
  add?: string[];
  remove?: string[];
  like?: boolean;
  unlike?: boolean;
  pin?: boolean;
  unpin?: boolean;
  output?: string;
  force?: boolean;
}

type Act = (context: Context, what: readonly string[], flags: LibraryFlags) => Promise<number>;

const ACTIONS: Record<string, Act> = {
  ls: list,
  search: list,
  show,
  tag,
  rm: (context, what) => moved(context, what, 'trash'),
  undo: (context, what) => moved(context, what, 'restore'),
  zip,
  rebuild,
};

/** What was brought and made: find it, order it, fetch it. */
export async function library(
  context: Context,
  action: string,
  what: readonly string[],
  flags: LibraryFlags,
): Promise<number> {
  const act = ACTIONS[action];
  if (!act) throw usageError(`"library" cannot "${action}".`, `Say one of: ${Object.keys(ACTIONS).join(', ')}.`);
  return act(context, what, flags);
}

function searchOf(words: readonly string[], flags: LibraryFlags): LibrarySearch {
  const list = (value: string | undefined) => value?.split(',').map((one) => one.trim());
  const [kind, model, step_type, tags] = [flags.kind, flags.model, flags.step, flags.tag].map(list);
  return {
    ...(words.length > 0 && { q: words.join(' ') }),
    ...(kind && { kind: kind as NonNullable<LibrarySearch['kind']> }),
    ...(flags.source !== undefined && { source: [flags.source] as NonNullable<LibrarySearch['source']> }),
    ...(flags.pipeline !== undefined && { pipeline: [flags.pipeline] }),
    ...(model && { model }),
    ...(step_type && { step_type }),
    ...(tags && { tag: tags }),
    ...(flags.favourite && { favourite: true }),
    ...(flags.trash && { trashed: true }),
    ...(flags.search !== undefined && { search: flags.search }),
  };
}

async function list(context: Context, words: readonly string[], flags: LibraryFlags): Promise<number> {
  const limit = Number(flags.limit ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200)
    throw usageError(`--limit ${flags.limit} is no number from 1 to 200.`, 'For example: --limit 50');
  return context.withGateway(async ({ api }) => {
    const page = await api.library.search({ ...searchOf(words, flags), limit });
    const rows = page.items.map((item) => [
      ...[
        item.digest.slice(0, 12),
        item.kind,
        formatBytes(item.bytes),
        formatAge(Date.now() - Date.parse(item.created_at)),
      ],
      `${item.favourite ? '★ ' : ''}${item.name}${item.prompt === undefined ? '' : `: ${item.prompt}`}`,
    ]);
    const more = page.total > rows.length ? [`… ${page.total} in all; --limit shows more`] : [];
    const none = ['Nothing is found.'];
    context.terminal.result(rows.length > 0 ? [...table(rows, context.terminal.width), ...more] : none, page);
    return EXIT.ok;
  });
}

async function show(context: Context, what: readonly string[]): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const [digest] = await resolved(api, what.slice(0, 1));
    const [item, lineage] = await Promise.all([api.library.item(digest!), api.library.lineage(digest!)]);
    const names = (of: readonly string[]) =>
      of.map(
        (each) => `  ${each.slice(0, 12)}  ${lineage.nodes.find((node) => node.digest === each)?.item?.name ?? ''}`,
      );
    const from = lineage.edges.filter((edge) => edge.to === digest).map((edge) => edge.from);
    const made = lineage.edges.filter((edge) => edge.from === digest).map((edge) => edge.to);
    const lines = [
      ...aboutLines(item, api),
      ...(from.length > 0 ? ['Made from:', ...names(from)] : []),
      ...(made.length > 0 ? ['Made from it:', ...names(made)] : []),
    ];
    context.terminal.result(lines, { ...item, lineage });
    return EXIT.ok;
  });
}

function aboutLines(item: LibraryItem, api: Api): string[] {
  const size = item.width === undefined ? '' : `${item.width}×${item.height}`;
  const long = item.duration_sec === undefined ? '' : `${Math.round(item.duration_sec * 10) / 10} s`;
  const made = [item.step_type, item.provider, item.model].filter(Boolean).join(', ');
  const about: [string, string][] = [
    ['name', item.name],
    ['digest', item.digest],
    ['what', [item.mime, size, long, formatBytes(item.bytes)].filter(Boolean).join(', ')],
    ['made', [made, item.created_at].filter(Boolean).join(', ')],
    ['pipelines', item.pipeline_ids.join(' ')],
    ['prompt', item.prompt ?? ''],
    ['cost', item.cost_actual === undefined ? '' : formatMoney(item.cost_actual)],
    ['tags', item.tags.join(', ')],
    ['marks', [item.favourite && 'favourite', item.pinned && 'pinned'].filter(Boolean).join(', ')],
    ['trash', item.restorable_until === undefined ? '' : `until ${item.restorable_until}`],
    ['bytes', api.link(item.url)],
  ];
  return table(about.filter(([, value]) => value !== ''));
}

async function tag(context: Context, what: readonly string[], flags: LibraryFlags): Promise<number> {
  const { add = [], remove = [], like, unlike, pin, unpin } = flags;
  const marks = {
    ...(add.length > 0 && { add_tags: add }),
    ...(remove.length > 0 && { remove_tags: remove }),
    ...((like || unlike) && { favourite: like === true }),
    ...((pin || unpin) && { pinned: pin === true }),
  };
  if (Object.keys(marks).length === 0)
    throw usageError('What is to be said of it?', 'Say --add, --remove, --like, --unlike, --pin or --unpin.');
  return context.withGateway(async ({ api }) => {
    const told = await api.library.mark({ digests: await resolved(api, what), ...marks });
    context.terminal.result([`${told.changed} changed.`], told);
    return EXIT.ok;
  });
}

async function moved(context: Context, what: readonly string[], how: 'trash' | 'restore'): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const told = await api.library[how](await resolved(api, what, how === 'restore'));
    const lines =
      how === 'trash'
        ? [`${told.changed} deleted; reelwright library undo gives back.`]
        : [`${told.changed} given back.`];
    const kept = told.pinned.map((digest) => `${digest.slice(0, 12)} is pinned and stays.`);
    context.terminal.result([...lines, ...kept], told);
    return told.pinned.length > 0 ? EXIT.failed : EXIT.ok;
  });
}

async function zip(context: Context, words: readonly string[], flags: LibraryFlags): Promise<number> {
  const path = resolve(context.folder, flags.output ?? 'library.zip');
  await checkWritable(path);
  return context.withGateway(async ({ api }) => {
    const temporary = temporaryNextTo(path);
    try {
      const archive = Readable.fromWeb((await api.library.zip(searchOf(words, flags))) as never);
      await pipeline(archive, createWriteStream(temporary, { flags: 'wx' }), { signal: context.interrupted });
      await rename(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
    context.terminal.result([path], { file: path });
    return EXIT.ok;
  });
}

const LOOK_MS = 500;

async function rebuild(context: Context, _what: readonly string[], { force = false }: LibraryFlags): Promise<number> {
  return context.withGateway(async ({ api }) => {
    let state = await api.library.rebuild(force);
    while (state.state !== 'done') {
      await delay(LOOK_MS, undefined, { signal: context.interrupted });
      state = await api.library.rebuildState();
    }
    const { seen, changed, dropped } = state;
    context.terminal.result([`${seen} files looked at, ${changed} items changed, ${dropped} dropped.`], state);
    return EXIT.ok;
  });
}

/** Items by the first digits of their digests, as they are listed. */
async function resolved(api: Api, what: readonly string[], trashed = false): Promise<string[]> {
  if (what.length === 0) throw usageError('Which item?', 'Name it by the digits that reelwright library ls shows.');
  return Promise.all(
    what.map(async (digits) => {
      if (!/^[0-9a-f]{4,64}$/.test(digits))
        throw usageError(`"${digits}" is no digest.`, 'Give at least four of the digits that library ls shows.');
      const asked = [trashed, !trashed].map((in_trash) => api.library.search({ digest: digits, trashed: in_trash }));
      const found = (await Promise.all(asked)).flatMap(({ items }) => items);
      if (found.length === 1) return found[0]!.digest;
      const problem = found.length === 0 ? `Nothing begins with ${digits}.` : `Several begin with ${digits}.`;
      throw usageError(problem, 'See: reelwright library ls');
    }),
  );
}
