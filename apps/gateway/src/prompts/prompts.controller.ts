import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Engine } from '#engine';
import { PipelineFailure } from '#pipeline';
import { EnhancePromptsDto, EnhancedPromptsDto, ProblemDto } from '../dto/index.js';
import { NewPipeline } from '../idempotency.interceptor.js';
import type { Origin } from '../idempotency.interceptor.js';
import { Needs } from '../security/needs.js';

/** Longer than a model takes, shorter than proxies wait. */
const WAIT_MS = 50_000;

@ApiTags('prompts')
@Controller('prompts')
@Needs('run')
export class PromptsController {
  constructor(private readonly engine: Engine) {}

  @Post('enhance')
  @HttpCode(200)
  @ApiOperation({ operationId: 'enhancePrompts', summary: 'Several detailed prompts out of each short one, at once' })
  @ApiOkResponse({ type: EnhancedPromptsDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'They could not be written; it says why.' })
  async enhance(@Body() body: EnhancePromptsDto, @NewPipeline() origin: Origin): Promise<EnhancedPromptsDto> {
    const { engine } = this;
    const { id } = await engine.create(definitionOf(body), {}, origin);
    await engine.start(id);
    const record = await engine.finished(id, AbortSignal.timeout(WAIT_MS)).catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'TimeoutError') return undefined;
      throw error;
    });
    if (record?.error) throw new PipelineFailure(record.error.code, record.error.message);
    if (record?.status !== 'completed') return { pipeline_id: id, status: record?.status ?? 'running', prompts: [] };
    const [outputs] = await engine.store.reader(id)([STEP]);
    return { pipeline_id: id, status: record.status, prompts: (outputs?.prompts ?? []) as string[] };
  }
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
