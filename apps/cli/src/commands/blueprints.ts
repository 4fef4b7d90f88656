import { writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { Context } from '../context.js';
import { usageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { Api } from '../gateway/api.js';
import { readText } from '../request/definition.js';
import { blueprintRef } from '../request/blueprint-ref.js';
import { indent, table } from '../text/table.js';
import { templateLines } from './templates.js';

export interface BlueprintFlags {
  name?: string;
  note?: string;
  param?: string[];
  output?: string;
  json?: boolean;
  trash?: boolean;
  bare?: boolean;
}

type Act = (context: Context, what: readonly string[], flags: BlueprintFlags) => Promise<number>;

const ACTIONS: Record<string, Act> = {
  ls: list,
  show,
  save,
  import: taken,
  export: exported,
  rm: remove,
  undo: restore,
};

/** Definitions under a name: save, look at, take out and in. */
export async function blueprints(
  context: Context,
  action: string,
  what: readonly string[],
  flags: BlueprintFlags,
): Promise<number> {
  const act = ACTIONS[action];
  if (!act) throw usageError(`"blueprints" cannot "${action}".`, `Say one of: ${Object.keys(ACTIONS).join(', ')}.`);
  return act(context, what, flags);
}

async function list(context: Context, what: readonly string[], { trash }: BlueprintFlags): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const page = await api.blueprints.list({ q: what.join(' '), ...(trash && { deleted: true }) });
    const rows = page.items.map(({ name, version, built_in, description }) => [
      ...[name, built_in ? 'template' : `@${version}`, description.split('\n')[0] ?? ''],
    ]);
    context.terminal.result(rows.length > 0 ? table(rows, context.terminal.width) : ['There is none.'], page);
    return EXIT.ok;
  });
}

async function show(context: Context, what: readonly string[]): Promise<number> {
  const { name, version } = named(what);
  return context.withGateway(async ({ api }) => {
    const [found, versions, presets] = await Promise.all([
      api.blueprints.get(name, version),
      api.blueprints.versions(name),
      api.blueprints.presets(name),
    ]);
    const notes = versions.items.map((each) => [`@${each.version}`, each.created_at?.slice(0, 10) ?? '', each.note]);
    const lines = [
      ...templateLines(found),
      ...(found.built_in ? [] : ['', 'Versions:', ...indent(table(notes))]),
      ...(presets.length > 0
        ? ['', 'Presets:', ...indent(table(presets.map((preset) => [preset.name, preset.description])))]
        : []),
    ];
    context.terminal.result(lines, { ...found, versions: versions.items, presets });
    return EXIT.ok;
  });
}

/** From a pipeline; a new version where there is one of that name. */
async function save(context: Context, what: readonly string[], flags: BlueprintFlags): Promise<number> {
  const [id, name = flags.name] = what;
  if (id === undefined || name === undefined)
    throw usageError(
      'Which pipeline, and under which name?',
      'For example: reelwright blueprints save <pipeline> my-film',
    );
  const body = { pipeline_id: id, keep_inputs: flags.bare !== true, ...detailsOf(flags) };
  return context.withGateway(({ api }) => saved(context, api, name, body));
}

/** From a file; a new version where there is one of that name. */
async function taken(context: Context, what: readonly string[], flags: BlueprintFlags): Promise<number> {
  const [file, name = flags.name] = what;
  if (file === undefined) throw usageError('Which file?', 'For example: reelwright blueprints import my-film.yaml');
  const definition = readText(resolve(context.folder, file));
  return context.withGateway(async ({ api }) => {
    const { parseDefinitionText } = await import('#pipeline');
    const own = name ?? parseDefinitionText(definition).definition?.name;
    return saved(context, api, own, { definition, ...detailsOf(flags) });
  });
}

type Body = Parameters<Api['blueprints']['add']>[1];

async function saved(context: Context, api: Api, name: string | undefined, body: Body): Promise<number> {
  const known = name === undefined ? undefined : await api.blueprints.find(name);
  const found =
    known && !known.built_in
      ? await api.blueprints.add(known.name, body)
      : await api.blueprints.create({ ...body, ...(name !== undefined && { name }) });
  context.terminal.result([`Saved ${found.name}@${found.version}.`], found);
  return EXIT.ok;
}

async function exported(context: Context, what: readonly string[], { output }: BlueprintFlags): Promise<number> {
  const { name, version } = named(what);
  const format = output !== undefined && extname(output).toLowerCase() === '.json' ? 'json' : 'yaml';
  return context.withGateway(async ({ api }) => {
    const text = await api.blueprints.exported(name, version, format);
    if (output === undefined) {
      context.terminal.result([text.trimEnd()], { name, text });
      return EXIT.ok;
    }
    const path = resolve(context.folder, output);
    await writeFile(path, text);
    context.terminal.result([path], { file: path });
    return EXIT.ok;
  });
}

async function remove(context: Context, what: readonly string[]): Promise<number> {
  const { name } = named(what);
  return context.withGateway(async ({ api }) => {
    await api.blueprints.remove(name);
    context.terminal.result([`${name} is deleted; reelwright blueprints undo ${name} gives it back.`], { name });
    return EXIT.ok;
  });
}

async function restore(context: Context, what: readonly string[]): Promise<number> {
  const { name } = named(what);
  return context.withGateway(async ({ api }) => {
    const found = await api.blueprints.restore(name);
    context.terminal.result([`${name} is back.`], found);
    return EXIT.ok;
  });
}

function named([text]: readonly string[]) {
  const ref = text === undefined ? undefined : blueprintRef(text);
  if (!ref)
    throw usageError('Which blueprint?', 'Name it as reelwright blueprints ls does, such as my-film or my-film@2.');
  return ref;
}

/** `animate.duration=length`: a setting of a step becomes an input. */
function detailsOf({ note, param = [] }: BlueprintFlags) {
  const parameters = param.map((text) => {
    const [, step, path, input] = /^([^.=]+)\.([^=]+)=(.+)$/.exec(text) ?? [];
    if (step === undefined) throw usageError(`--param ${text} is not understood.`, 'Write --param step.setting=input.');
    return { step, path: path!, input: input! };
  });
  return { ...(note !== undefined && { note }), ...(parameters.length > 0 && { parameters }) };
}
