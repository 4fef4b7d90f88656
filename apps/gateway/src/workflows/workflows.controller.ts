import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Config } from '#config';
import { PipelineFailure } from '#pipeline';
import { Providers, WorkflowLibrary } from '#providers';
import type { OwnEntry } from '#providers';
import { AddWorkflowDto, ProblemDto, WorkflowDto } from '../dto/index.js';
import { ApiError, notFound } from '../problem.filter.js';
import { CONFIG } from '../tokens.js';
import { Needs } from '../security/needs.js';

/** ComfyUI workflows of the operator; each is run by the step type `comfyui`. */
@ApiTags('workflows')
@Controller('workflows/comfyui')
@Needs('read')
export class WorkflowsController {
  readonly #library: WorkflowLibrary;

  constructor(
    private readonly providers: Providers,
    @Inject(CONFIG) config: Config,
  ) {
    this.#library = new WorkflowLibrary(config.comfyuiWorkflows, config.comfyuiUrls);
  }

  @Get()
  @ApiOperation({ operationId: 'listWorkflows', summary: 'The ComfyUI workflows of your own' })
  @ApiOkResponse({ type: [WorkflowDto] })
  list(): WorkflowDto[] {
    return this.#library.list().map((entry) => {
      const { workflow: _nodes, ...shown } = dtoOf(entry);
      return shown;
    });
  }

  @Get(':name')
  @ApiOperation({ operationId: 'getWorkflow', summary: 'A workflow with its nodes and its manifest' })
  @ApiOkResponse({ type: WorkflowDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  get(@Param('name') name: string): WorkflowDto {
    const entry = this.#library.read(name);
    if (!entry) throw notFound('workflow', name);
    return dtoOf(entry);
  }

  @Post()
  @Needs('admin')
  @ApiOperation({
    operationId: 'addWorkflow',
    summary: 'Take in a workflow in the API format of ComfyUI, or replace one; without a manifest one is proposed',
  })
  @ApiCreatedResponse({ type: WorkflowDto })
  @ApiBadRequestResponse({ type: ProblemDto })
  async add(@Body() { name, workflow, manifest }: AddWorkflowDto): Promise<WorkflowDto> {
    try {
      const { stored, lacks } = await this.#library.add(name, workflow, manifest);
      await this.providers.refresh();
      return { ...dtoOf(stored), ...(lacks !== undefined && { problem: lacks }) };
    } catch (error) {
      if (!(error instanceof PipelineFailure)) throw error;
      throw new ApiError(400, 'invalid_workflow', error.message);
    }
  }

  @Delete(':name')
  @Needs('admin')
  @HttpCode(204)
  @ApiOperation({ operationId: 'removeWorkflow', summary: 'Remove a workflow; what it made stays' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ProblemDto })
  async remove(@Param('name') name: string): Promise<void> {
    if (!(await this.#library.remove(name))) throw notFound('workflow', name);
    await this.providers.refresh();
  }
}

const dtoOf = (entry: OwnEntry): WorkflowDto =>
  'problem' in entry ? entry : { name: entry.name, workflow: entry.graph, manifest: { ...entry.manifest } };
