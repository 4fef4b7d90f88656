import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { extensionOf, promptOf, slugOf, zipOf } from '#artifacts';
import type { ArtifactStore, ZipEntry } from '#artifacts';
import { Engine } from '#engine';
import type { TaskRecord } from '#engine';
import type { RecipeChoice } from '../dto/index.js';
import { outputsOf } from '../pipelines/presenter.js';
import { notFound } from '../problem.filter.js';
import { STORE } from '../tokens.js';
import { Embedding } from './embedding.js';

/** Tasks read at a time; a pipeline may have many thousand. */
const PAGE = 500;

/** Many artifacts as one archive, sent while it is made. */
@Injectable()
export class ZipService {
  constructor(
    private readonly engine: Engine,
    @Inject(STORE) private readonly store: ArtifactStore,
    private readonly embedding: Embedding,
  ) {}

  /** Throws `not_found` where the store lacks one of them. */
  async ofDigests(digests: readonly string[]): Promise<() => AsyncGenerator<ZipEntry>> {
    for (const digest of digests) if (!(await this.store.has(digest))) throw notFound('artifact', digest);
    return this.ofStored(digests);
  }

  /** What is no longer stored is told in the manifest. */
  ofStored(digests: readonly string[]): () => AsyncGenerator<ZipEntry> {
    const { store } = this;
    const digits = digitsOf(digests.length);
    return async function* () {
      for (const [at, digest] of digests.entries())
        yield await entryOf(store, { digest, number: numberOf([at], digits) });
    };
  }

  /** What a pipeline made so far, a folder for each step. Throws `not_found`. */
  async ofPipeline(id: string, which: 'all' | 'outputs'): Promise<() => AsyncGenerator<ZipEntry>> {
    const { store, engine } = this;
    const record = await engine.store.pipeline(id);
    if (!record) throw notFound('pipeline', id);
    const [plan, all] = await Promise.all([engine.store.plan(id, record.run), engine.store.steps(id, record)]);
    const steps = all.filter((step) => which === 'all' || plan.outputs.includes(step.id));
    return async function* () {
      for (const step of steps) {
        for (let offset = 0; ; offset += PAGE) {
          const tasks = await engine.store.tasks(id, step.id, offset, PAGE);
          for (const task of tasks)
            for (const named of namedOutputs(task, digitsOf(step.total))) yield await entryOf(store, named);
          if (tasks.length < PAGE) break;
        }
      }
    };
  }

  /** Files carry their recipes unless told otherwise. */
  async send(
    response: Response,
    name: string,
    entries: () => AsyncIterable<ZipEntry>,
    recipe: RecipeChoice = 'embed',
  ): Promise<void> {
    const store = recipe === 'embed' ? this.embedding.reading : this.store;
    const fileName = name.toLowerCase().endsWith('.zip') ? name : `${name}.zip`;
    response.attachment(fileName).type('application/zip');
    // What it holds is found while it is sent, so its length is not known.
    response.setHeader('Cache-Control', 'no-store');
    await pipeline(zipOf(store, entries), response).catch((error: unknown) => {
      if (!response.destroyed) throw error; // a client that left is no failure
    });
  }
}

interface Named {
  digest: string;
  number: string;
  folder?: string;
  port?: string;
  mime?: string;
}

const digitsOf = (count: number): number => Math.max(3, String(count).length);

const numberOf = (path: readonly number[], digits: number): string =>
  (path.length > 0 ? path : [0]).map((index) => String(index + 1).padStart(digits, '0')).join('-');

/** A task's files; only those of further ports say which it is. */
function namedOutputs(task: TaskRecord, digits: number): Named[] {
  const outputs = outputsOf(task);
  const ofPort = Map.groupBy(outputs, ({ port }) => port);
  return [...ofPort].flatMap(([port, files], order) =>
    files.map(({ digest, mime }, at) => ({
      digest,
      mime,
      folder: `${task.step}/`,
      number: numberOf(files.length > 1 ? [...task.path, at] : task.path, digits),
      ...(order > 0 && { port }),
    })),
  );
}

/** `folder/003_a-red-fox.png`: in order when sorted by name, and to be told apart by people. */
async function entryOf(store: ArtifactStore, named: Named): Promise<ZipEntry> {
  const { digest, number, folder = '', port = '' } = named;
  const recipe = await store.getRecipe(digest);
  const mime = named.mime ?? (typeof recipe?.mime === 'string' ? recipe.mime : '');
  const given = typeof recipe?.name === 'string' ? recipe.name.replace(/\.[^.]*$/, '') : '';
  const words = [number, port, slugOf(given || promptOf(recipe))].filter((word) => word !== '');
  return { name: `${folder}${words.join('_')}.${extensionOf(mime)}`, digest };
}
