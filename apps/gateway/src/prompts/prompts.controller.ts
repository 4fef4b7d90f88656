import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Engine } from '#engine';
import { PipelineFailure } from '#pipeline';
import { EnhancePromptsDto, EnhancedPromptsDto, ProblemDto } from '../dto/index.js';
import { NewPipeline } from '../idempotency.interceptor.js';
import type { Origin } from '../idempotency.interceptor.js';
import { Needs } from '../security/needs.js';

/** Longer than a model takes, shorter than proxies wait. */
const WAIT_SEC = 50;

@ApiTags('prompts')
@Controller('prompts')
@Needs('run')
export class PromptsController {
  constructor(private readonly engine: Engine) {}

  @Post('enhance')
  @HttpCode(200)
  @ApiOperation({ operationId: 'enhancePrompts', summary: 'Several detailed prompts out of each short one, at once' })
  @ApiHeader({
    name: 'prefer',
    required: false,
    description: '`wait=5`: answer after so many seconds at the latest (RFC 7240); 50 at most, which is the default.',
  })
  @ApiOkResponse({ type: EnhancedPromptsDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'They could not be written; it says why.' })
  async enhance(
    @Body() body: EnhancePromptsDto,
    @NewPipeline() origin: Origin,
    @Headers('prefer') prefer?: string,
  ): Promise<EnhancedPromptsDto> {
    const { engine } = this;
    const { id } = await engine.create(definitionOf(body), {}, origin);
    await engine.start(id);
    const record = await engine.finished(id, AbortSignal.timeout(waitMs(prefer))).catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'TimeoutError') return undefined;
      throw error;
    });
    if (record?.error) throw new PipelineFailure(record.error.code, record.error.message);
    if (record?.status !== 'completed') return { pipeline_id: id, status: record?.status ?? 'running', prompts: [] };
    const [outputs] = await engine.store.reader(id)([STEP]);
    return { pipeline_id: id, status: record.status, prompts: (outputs?.prompts ?? []) as string[] };
  }
}

/** What a client is ready to wait. */
function waitMs(prefer = ''): number {
  const wish = /(?:^|[\s,;])wait=(\d{1,4})(?:$|[\s,;])/.exec(prefer)?.[1];
  return 1000 * Math.min(WAIT_SEC, wish === undefined ? WAIT_SEC : Number(wish));
}

const STEP = 'prompts';

function definitionOf({ prompts, count, target, style, theme_focus, provider }: EnhancePromptsDto) {
  const config = {
    ...{ input_prompts: prompts, variations_per_prompt: count, target_type: target },
    ...(style !== undefined && { style_hints: style }),
    ...(theme_focus && { theme_focus }),
  };
  const step = { id: STEP, type: 'prompt_enhance', config, ...(provider !== undefined && { provider }) };
  return { name: 'prompts', description: '', inputs: {}, steps: [step], outputs: [STEP] };
}
