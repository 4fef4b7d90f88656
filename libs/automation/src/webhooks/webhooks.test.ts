import type { PipelineRecord } from '#engine';
import { addressProblem, trustedServers } from './address.js';
import type { Message } from './events.js';
import { eventsOf, messageOf } from './events.js';
import { bodyOf } from './formats.js';
import { RETRY_AFTER_MS, judge } from './retry.js';

const AT = Date.parse('2026-05-01T12:00:00Z');

describe('what is told', () => {
  test.each([
    ['pipeline_status', { status: 'completed' }, ['pipeline.completed']],
    ['pipeline_status', { status: 'failed' }, ['pipeline.failed']],
    ['pipeline_status', { status: 'cancelled' }, ['pipeline.cancelled']],
    ['pipeline_status', { status: 'paused' }, ['pipeline.paused']],
    ['pipeline_status', { status: 'paused', reason: 'budget' }, ['pipeline.paused', 'budget.reached']],
    ['pipeline_status', { status: 'running' }, []],
    ['pipeline_status', { status: 'toString' }, []],
    ['step_status', { status: 'completed' }, ['step.completed']],
    ['step_status', { status: 'skipped' }, []],
    ['gate', { status: 'review', waiting: 1 }, ['review.waiting']],
    ['gate', { status: 'review', waiting: 2 }, []],
    ['gate', { status: 'approved' }, []],
    ['output_ready', {}, []],
  ])('of %s %j', (type, data, events) => {
    expect(eventsOf({ type, data })).toEqual(events);
  });

  test('says why a pipeline failed, and where it is found', () => {
    const error = { code: 'moderation', message: 'no', hint: 'Ask otherwise.' };
    const record = { name: 'film', owner: 'k1', costActual: 250_000, error } as unknown as PipelineRecord;
    const happening = { pipelineId: 'p1', at: AT, type: 'pipeline_status', data: { status: 'failed', id: 'p1' } };
    expect(messageOf('pipeline.failed', happening, record, 'https://film.example')).toEqual({
      type: 'pipeline.failed',
      at: AT,
      data: {
        ...{ pipeline_id: 'p1', name: 'film', owner: 'k1', cost_usd: 0.25, status: 'failed', error },
        url: 'https://film.example/pipelines/p1',
      },
    });
  });

  test('says what a budget lacks', () => {
    const data = { status: 'paused', reason: 'budget', scope: 'day', limit: 5, spent: 4.9, needed: 0.35, step_id: 'a' };
    const happening = { pipelineId: 'p1', at: AT, type: 'pipeline_status', data };
    expect(messageOf('budget.reached', happening, undefined, undefined).data).toEqual({
      ...{ pipeline_id: 'p1', scope: 'day', limit_usd: 5, spent_usd: 4.9, needed_usd: 0.35, step_id: 'a' },
    });
  });
});

describe('formats', () => {
  const message: Message = {
    type: 'pipeline.completed',
    at: AT,
    data: { pipeline_id: 'p1', name: 'a <b> & @everyone', cost_usd: 1.5, url: 'https://film.example/pipelines/p1' },
  };

  test('standard', () => {
    expect(JSON.parse(bodyOf(message, 'standard'))).toEqual({
      ...{ type: 'pipeline.completed', timestamp: '2026-05-01T12:00:00.000Z', data: message.data },
    });
  });

  test('Slack, in whose text names can neither link nor call', () => {
    const { text, blocks } = JSON.parse(bodyOf(message, 'slack')) as { text: string; blocks: { text: object }[] };
    expect(text).toBe('Completed: a &lt;b&gt; &amp; @everyone');
    expect(blocks[0]!.text).toEqual({
      type: 'mrkdwn',
      text: '*<https://film.example/pipelines/p1|Completed: a &lt;b&gt; &amp; @everyone>*\nCost: $1.50\np1',
    });
  });

  test('Discord, where nobody is called', () => {
    expect(JSON.parse(bodyOf(message, 'discord'))).toEqual({
      embeds: [
        {
          ...{ title: 'Completed: a <b> & @everyone', description: 'Cost: $1.50\np1', color: 0x2eb67d },
          ...{ url: 'https://film.example/pipelines/p1', timestamp: '2026-05-01T12:00:00.000Z' },
        },
      ],
      allowed_mentions: { parse: [] },
    });
  });

  test.each(['slack', 'discord'] as const)('%s holds to its limits', (format) => {
    const long = {
      ...message,
      data: { ...message.data, name: 'x'.repeat(9000), error: { message: 'y'.repeat(9000) } },
    };
    const body = JSON.parse(bodyOf(long, format)) as {
      blocks?: { text: { text: string } }[];
      embeds?: { title: string; description: string }[];
    };
    if (body.blocks) expect(body.blocks[0]!.text.text.length).toBeLessThanOrEqual(3000);
    else expect([body.embeds![0]!.title.length, body.embeds![0]!.description.length]).toEqual([256, 4096]);
  });
});

describe('an attempt', () => {
  test('is well with any 2xx, and nothing else', () => {
    for (const status of [200, 202, 204])
      expect(judge({ status }, 1, 'standard', 0.5)).toEqual({ state: 'delivered', delayMs: 0 });
    for (const status of [301, 308, 400, 404, 500])
      expect(judge({ status }, 1, 'standard', 0.5)).toEqual({ state: 'pending', delayMs: 5000 });
    expect(judge({}, 2, 'standard', 0.5)).toEqual({ state: 'pending', delayMs: 300_000 });
  });

  test('waits longer each time, as long as is asked for, and ends', () => {
    const delays = RETRY_AFTER_MS.map((_, index) => judge({ status: 500 }, index + 1, 'standard', 0.5).delayMs);
    expect(delays).toEqual(RETRY_AFTER_MS);
    expect(judge({ status: 500 }, RETRY_AFTER_MS.length + 1, 'standard', 0.5).state).toBe('failed');
    expect(judge({ status: 429, retryAfterMs: 60_000 }, 1, 'standard', 0.5).delayMs).toBe(60_000);
    expect([0, 1].map((chance) => judge({}, 1, 'standard', chance).delayMs)).toEqual([4500, 5500]);
  });

  test('is the last one where the receiver wants nothing more', () => {
    expect(judge({ status: 410 }, 1, 'standard', 0)).toMatchObject({
      state: 'failed',
      disable: expect.any(String) as string,
    });
    expect(judge({ status: 404 }, 1, 'discord', 0)).toMatchObject({
      state: 'failed',
      disable: expect.any(String) as string,
    });
    expect(judge({ status: 404 }, 1, 'standard', 0)).not.toHaveProperty('disable');
  });
});

describe('an address', () => {
  const trusts = trustedServers('http://127.0.0.1:9000, https://hooks.internal/');

  test.each([
    'https://film.example/hook',
    'http://127.0.0.1:9000/x?y=1',
    'https://hooks.internal/a',
    'https://8.8.8.8/',
  ])('%s is spoken to', (url) => expect(addressProblem(url, trusts)).toBeUndefined());

  test.each([
    ['nothing', 'it is no URL'],
    ['ftp://film.example/', 'only http and https are spoken'],
    ['http://film.example/', 'it is not encrypted'],
    ['http://127.0.0.1:9001/', 'it is not encrypted'],
    ['https://127.0.0.1/', 'it is a private address'],
    ['https://[::1]/', 'it is a private address'],
    ['https://2130706433/', 'it is a private address'],
    ['https://0x7f.1/', 'it is a private address'],
    ['https://169.254.169.254/latest', 'it is a private address'],
    ['https://[::ffff:10.0.0.1]/', 'it is a private address'],
    ['https://localhost/', 'it is a private address'],
    ['https://me:pw@film.example/', 'a user and a password would be stored with it; sign instead'],
  ])('%s is not: %s', (url, why) => {
    expect(addressProblem(url, trusts)).toBe(why);
  });
});
