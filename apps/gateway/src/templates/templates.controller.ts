import { Controller, Get, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ProblemDto, StepTypeDto, TemplateDto, TemplateInputDto } from '../dto/index.js';
import type { InputSpec, PipelineDefinition } from '#pipeline';
import { inputSpec } from '#pipeline';
import { catalogue, templates } from '#steps';
import { z } from 'zod';
import { notFound } from '../problem.filter.js';
import { NeedsNoRedis } from '../redis.interceptor.js';
import { Needs } from '../security/needs.js';

@ApiTags('templates')
@Controller()
@Needs('read')
@NeedsNoRedis()
export class TemplatesController {
  @Get('templates')
  @ApiOperation({ operationId: 'listTemplates', summary: 'Ready-made pipelines' })
  @ApiOkResponse({ type: [TemplateDto] })
  list(): TemplateDto[] {
    return [...templates.values()].map(present);
  }

  @Get('templates/:name')
  @ApiOperation({ operationId: 'getTemplate', summary: 'One ready-made pipeline' })
  @ApiOkResponse({ type: TemplateDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  get(@Param('name') name: string): TemplateDto {
    const template = templates.get(name);
    if (!template) throw notFound('template', name);
    return present(template);
  }

  @Get('step-types')
  @ApiOperation({ operationId: 'listStepTypes', summary: 'Kinds of steps, with their config and ports' })
  @ApiOkResponse({ type: [StepTypeDto] })
  stepTypes(): StepTypeDto[] {
    return [...catalogue.values()].map(({ type, title, summary, resource, config, inputs, outputs }) => ({
      type,
      title,
      summary,
      resource,
      config: z.toJSONSchema(config, { io: 'input' }),
      inputs,
      outputs,
    }));
  }
}

function present(template: PipelineDefinition): TemplateDto {
  return {
    name: template.name,
    description: template.description,
    inputs: Object.entries(template.inputs).map(([name, spec]) => presentInput(name, inputSpec(spec))),
    definition: template as unknown as Record<string, unknown>,
  };
}

function presentInput(name: string, spec: InputSpec): TemplateInputDto {
  return { name, ...spec, required: spec.required ?? spec.default === undefined };
}
