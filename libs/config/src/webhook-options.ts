import { httpUrls, option } from './option.js';

/** What webhooks may speak to. */
export const WEBHOOK_OPTIONS = {
  webhookTrustedUrls: option({
    env: 'REELWRIGHT_WEBHOOK_TRUSTED_URLS',
    schema: httpUrls.optional(),
    default: undefined,
    defaultText: 'unset: only public addresses, by https',
    urls: true,
    doc: 'Servers, comma-separated, that webhooks may be sent to although they are private or speak http.',
  }),
};
