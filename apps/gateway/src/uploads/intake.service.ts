import { Inject, Injectable } from '@nestjs/common';
import type { ArtifactStore } from '#artifacts';
import { parseList, turns } from '#intake';
import type { ListFormat } from '#intake';
import type { ArtifactRef } from '#pipeline';
import type { IntakeDto, IntakeProblemDto, IntakeRequestDto } from '../dto/index.js';
import { STORE } from '../tokens.js';
import { RequestFiles } from './request-files.js';
import { UploadsService } from './uploads.service.js';

const AT_ONCE = 8;
const MAX_TEXT_BYTES = 16e6;

/** What one source gives, in the order of the sources. */
interface Part {
  files: ArtifactRef[];
  prompts: string[];
  rows: Record<string, unknown>[];
  problems: IntakeProblemDto[];
}

const part = (given: Partial<Part>): Part => ({ files: [], prompts: [], rows: [], problems: [], ...given });

/** Whatever people have, sorted into lists that pipelines take. */
@Injectable()
export class IntakeService {
  constructor(
    private readonly uploads: UploadsService,
    private readonly files: RequestFiles,
    @Inject(STORE) private readonly store: ArtifactStore,
  ) {}

  /** In the order given: files, then addresses, then the text. Throws PipelineFailure `disk_full`. */
  async sort(request: IntakeRequestDto, owner: string, signal: AbortSignal): Promise<IntakeDto> {
    const { files = [], urls = [], text = '', format = 'auto' } = request;
    const inTurn = turns(AT_ONCE);
    const sorted = await Promise.all(files.map((digest) => inTurn(() => this.#file(digest, digest, format))));
    for (const url of urls) sorted.push(...(await this.#url(url, format, owner, signal)));
    sorted.push(listed(text, 'text', format));
    return summed(sorted);
  }

  async #url(url: string, format: ListFormat, owner: string, signal: AbortSignal): Promise<Part[]> {
    const { items, problems } = await this.uploads.fetchEach([url], owner, signal);
    const files = await Promise.all(items.map(({ digest }) => this.#file(digest, url, format)));
    const told = problems.map(({ name, code, message, hint }) => ({ source: name, code, message, hint }));
    return [...files, part({ problems: told })];
  }

  async #file(digest: string, source: string, format: ListFormat): Promise<Part> {
    const found = await this.files.file(digest);
    if ('problem' in found) {
      const { code, message, hint } = found.problem;
      return part({ problems: [{ source, code, message, hint }] });
    }
    const { ref } = found;
    if (ref.media !== 'text' && ref.media !== 'json') return part({ files: [ref] });
    if (ref.bytes > MAX_TEXT_BYTES) {
      const message = 'the text is too large for a list';
      return part({ problems: [{ source, code: 'too_long', message, hint: 'Split it.' }] });
    }
    return listed(await this.#text(digest), source, format);
  }

  async #text(digest: string): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.store.read(digest)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  }
}

function listed(text: string, source: string, format: ListFormat): Part {
  const { prompts, rows, problems } = parseList(text, format);
  return part({ prompts, rows, problems: problems.map((problem) => ({ source, ...problem })) });
}

function summed(parts: readonly Part[]): IntakeDto {
  const files = parts.flatMap((one) => one.files);
  const of = (media: string) => files.filter((ref) => ref.media === media);
  const lists = {
    ...{ images: of('image'), videos: of('video'), audio: of('audio') },
    prompts: parts.flatMap((one) => one.prompts),
    rows: parts.flatMap((one) => one.rows),
    problems: parts.flatMap((one) => one.problems),
  };
  const counts = Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.length]));
  return { ...lists, counts: counts as unknown as IntakeDto['counts'] };
}
