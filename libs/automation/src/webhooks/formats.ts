import type { Message, MessageType } from './events.js';

export const WEBHOOK_FORMATS = ['standard', 'slack', 'discord'] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** The bytes that are sent. Pure. */
export function bodyOf(message: Message, format: WebhookFormat): string {
  return JSON.stringify(BODIES[format](message));
}

const iso = (ms: number) => new Date(ms).toISOString();

const BODIES: Record<WebhookFormat, (message: Message) => object> = {
  standard: ({ type, at, data }) => ({ type, timestamp: iso(at), data }),
  slack: (message) => {
    const { title, lines, url } = noticeOf(message);
    const head = url === undefined ? `*${slackText(title)}*` : `*<${url}|${slackText(title)}>*`;
    const text = [head, ...lines.map(slackText)].join('\n');
    // `text` is what notifications show.
    return { text: slackText(title), blocks: [{ type: 'section', text: { type: 'mrkdwn', text: cut(text, 3000) } }] };
  },
  discord: (message) => {
    const { title, lines, url, color } = noticeOf(message);
    const embed = {
      title: cut(title, 256),
      description: cut(lines.join('\n'), 4096),
      ...(url !== undefined && { url }),
      ...{ color, timestamp: iso(message.at) },
    };
    // Names of pipelines are people's words: they must not call anybody.
    return { embeds: [embed], allowed_mentions: { parse: [] } };
  },
};

const HEADS: Record<MessageType, { word: string; color: number }> = {
  'pipeline.completed': { word: 'Completed', color: 0x2e_b6_7d },
  'pipeline.failed': { word: 'Failed', color: 0xe0_1e_5a },
  'pipeline.cancelled': { word: 'Cancelled', color: 0x80_80_80 },
  'pipeline.paused': { word: 'Paused', color: 0xec_b2_2e },
  'step.completed': { word: 'Step completed', color: 0x36_c5_f0 },
  'review.waiting': { word: 'Waits for review', color: 0xec_b2_2e },
  'budget.reached': { word: 'Budget reached', color: 0xec_b2_2e },
  'webhook.test': { word: 'Test', color: 0x36_c5_f0 },
};

/** The same for people. */
function noticeOf({ type, data }: Message) {
  const { word, color } = HEADS[type];
  const name = [data.name, data.pipeline_id].find((each) => typeof each === 'string') ?? 'Reelwright';
  const { error, step_id: step, cost_usd: cost, limit_usd: limit } = data;
  const { message = '', hint = '' } = (error ?? {}) as { message?: string; hint?: string };
  const lines = [
    message,
    hint,
    typeof step === 'string' ? `Step: ${step}` : '',
    typeof limit === 'number' ? `Limit: $${limit.toFixed(2)} (${String(data.scope)})` : '',
    typeof cost === 'number' && cost > 0 ? `Cost: $${cost.toFixed(2)}` : '',
    typeof data.pipeline_id === 'string' ? data.pipeline_id : 'This is how notices of Reelwright look.',
  ].filter((line) => line !== '');
  return { title: `${word}: ${name}`, lines, color, url: typeof data.url === 'string' ? data.url : undefined };
}

const slackText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
