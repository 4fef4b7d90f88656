import type { components } from '#contracts';
import { FAILURE_CODES, PipelineFailure } from '#pipeline';
import type { FailureCode } from '#pipeline';
import { inProcess } from './support/in-process.js';
import type { InProcess } from './support/in-process.js';
import { eventsUntilOver, runToEnd } from './support/stack.js';

type Body = components['schemas']['CreatePipelineDto'];

/** What the next works do, by prompt. */
const faults = new Map<string, (size: number) => PipelineFailure | undefined>();
let stack: InProcess;
beforeAll(async () => {
  stack = await inProcess(({ work }) => {
    const failure = faults.get(String(work.config.prompt))?.(Number(work.config.width));
    if (failure) throw failure;
    return false;
  });
});

const pictures = (prompts: string[], step: Record<string, unknown> = {}, options: Body['options'] = {}): Body => ({
  inputs: {},
  seed: 1,
  options,
  definition: {
    name: 'pictures',
    steps: [
      { id: 'picture', type: 't2i', map: prompts, config: { prompt: '{{item}}', width: 64, height: 36 }, ...step },
    ],
    outputs: ['picture'],
  },
});
async function taskOf(id: string, at: number) {
  const { data } = await stack.client.GET('/pipelines/{id}/steps/{step_id}', {
    params: { path: { id, step_id: 'picture' } },
  });
  return data!.items[at]!;
}

describe('a failed pipeline says which step, which item, what went wrong and what to do', () => {
  const thrown = FAILURE_CODES.filter((code) => code !== 'out_of_memory' && code !== 'worker_lost');
  it.each(thrown)('%s', async (code: FailureCode) => {
    faults.set('bad', () => new PipelineFailure(code, `the reason for ${code}`));
    const body = pictures(['good', 'bad'], {}, { retry: { maxAttempts: 1 } });
    const pipeline = await runToEnd(stack, body);
    expect(pipeline).toMatchObject({
      status: 'failed',
      failed_step: 'picture',
      failed_task: 'picture[1]',
      error: { code, message: `picture[1]: the reason for ${code}` },
    });
    expect(pipeline.error!.hint.length).toBeGreaterThan(10);
    expect(pipeline.files).toBeUndefined();
    const failed = pipeline.steps[0]!;
    expect(failed).toMatchObject({ status: 'failed', error: pipeline.error });
    expect(await taskOf(pipeline.id, 1)).toMatchObject({ status: 'failed', error: { code } });
  });
});

describe('out of memory', () => {
  it('ends in a smaller picture, and says so in the events and in the task', async () => {
    faults.set('large', (width) =>
      width > 512 ? new PipelineFailure('out_of_memory', `${width} pixels do not fit`) : undefined,
    );
    const body = pictures(['large'], { config: { prompt: '{{item}}', width: 800, height: 450 } });
    const pipeline = await runToEnd(stack, body);
    expect(pipeline.status).toBe('completed');
    const lowered = { width: [800, 454], height: [450, 256], quality: ['standard', 'draft'] };
    expect(await taskOf(pipeline.id, 0)).toMatchObject({ lowered, failed_attempts: 0 });
    expect(pipeline.outputs[0]!.facts).toMatchObject({ width: 454, height: 256 });
    const errors = (await eventsUntilOver(stack, pipeline.id)).filter((event) => event.type === 'error');
    expect(errors.map(({ data }) => [data.task_id, data.error_code, data.retryable])).toEqual([
      ['picture[0]', 'out_of_memory', true],
      ['picture[0]', 'out_of_memory', true],
    ]);
    expect(errors.at(-1)!.data.lowered).toEqual(lowered);
  });

  it('ends where nothing is left to lower', async () => {
    faults.set('huge', () => new PipelineFailure('out_of_memory', 'the card is full'));
    const { error } = await runToEnd(
      stack,
      pictures(['huge'], { config: { prompt: 'huge', width: 640, height: 360 } }),
    );
    expect(error).toMatchObject({ code: 'out_of_memory' });
    expect(error!.message).toMatch(
      /^picture\[0\]: the card is full; also with .*width \d+ instead of 640.*, and there is nothing lower to try$/,
    );
  });
});

describe('over HTTP', () => {
  const count = (prompt: string) => {
    let made = 0;
    faults.set(prompt, () => {
      made += 1;
      return new PipelineFailure('network', 'unplugged');
    });
    return () => made;
  };

  it('the retries of the pipeline hold, and those of the step win field by field', async () => {
    const options = { retry: { maxAttempts: 2, backoffMs: 1 } };
    const asPipeline = count('first');
    await runToEnd(stack, pictures(['first'], {}, options));
    expect(asPipeline()).toBe(2);
    const asStep = count('second');
    await runToEnd(stack, pictures(['second'], { retry: { maxAttempts: 4 } }, options));
    expect(asStep()).toBe(4);
  });

  it('a step may be skipped, or tried again, as the pipeline says', async () => {
    faults.set('third', () => new PipelineFailure('moderated', 'not this'));
    const skipped = await runToEnd(stack, pictures(['good', 'third'], {}, { onStepFailure: 'skip' }));
    expect(skipped).toMatchObject({ status: 'completed', steps: [{ tasks_done: 1, tasks_failed: 1 }] });
    let tries = 0;
    faults.set('fourth', () => (++tries === 1 ? new PipelineFailure('media_failed', 'once') : undefined));
    const again = await runToEnd(stack, pictures(['fourth'], {}, { onStepFailure: 'retry', retry: { backoffMs: 1 } }));
    expect(again.status).toBe('completed');
    expect(tries).toBe(2);
  });

  it('a wrong stallTimeoutSec is told', async () => {
    const { error } = await stack.client.POST('/pipelines', { body: pictures(['x'], { stallTimeoutSec: 0 }) });
    expect(error).toMatchObject({ problems: [{ path: 'steps[0].stallTimeoutSec' }] });
  });
});
