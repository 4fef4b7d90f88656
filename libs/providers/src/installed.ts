import { AnthropicChat, probeAnthropic } from './anthropic/chat.js';
import { builtInProviders } from './built-in.js';
import { ChatProvider } from './chat/provider.js';
import { ComfyProvider } from './comfyui/index.js';
import { FalProvider } from './fal/provider.js';
import { OpenAiProvider } from './openai/provider.js';
import type { Provider } from './port.js';
import { Prices } from './prices/prices.js';
import { ReplicateProvider } from './replicate/provider.js';

/** What this installation has servers and keys for; the names are those of the options. */
export interface ProviderSettings {
  /** ComfyUI servers, comma-separated. */
  comfyuiUrls?: string | undefined;
  /** The one of this process's card. */
  cardComfyuiUrl?: string | undefined;
  /** Folder of the operator's own ComfyUI workflows. */
  comfyuiWorkflows: string;
  falKey?: string | undefined;
  falQueueUrl: string;
  falRestUrl: string;
  replicateToken?: string | undefined;
  replicateUrl: string;
  openaiKey?: string | undefined;
  openaiUrl?: string | undefined;
  openaiImageModel: string;
  openaiSpeechModel: string;
  /** Models for the text steps, comma-separated. */
  openaiChatModel: string;
  anthropicKey?: string | undefined;
  anthropicUrl: string;
  /** Comma-separated. */
  anthropicModel: string;
  pricesFile?: string | undefined;
}

const names = (list: string) =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

const OPENAI = 'https://api.openai.com/v1';

/**
 * The providers, best first: the operator's own servers, the built-in ones, which are the default without them, and
 * those there is a key for. Throws when the operator's list of prices cannot be read.
 */
export function installedProviders(settings: ProviderSettings): Provider[] {
  const prices = Prices.read(settings.pricesFile);
  const providers = builtInProviders();
  const { comfyuiUrls, cardComfyuiUrl, comfyuiWorkflows } = settings;
  if (comfyuiUrls) providers.unshift(new ComfyProvider(comfyuiUrls, {}, cardComfyuiUrl, comfyuiWorkflows));
  const { falKey, falQueueUrl: queueUrl, falRestUrl: restUrl, replicateToken: token, openaiKey, openaiUrl } = settings;
  if (falKey) providers.push(new FalProvider({ key: falKey, prices, queueUrl, restUrl }));
  if (token) providers.push(new ReplicateProvider({ token, prices, baseUrl: settings.replicateUrl }));
  if (openaiKey || openaiUrl) {
    const { openaiImageModel: imageModel, openaiSpeechModel: speechModel } = settings;
    const baseUrl = openaiUrl ?? OPENAI;
    const chatModels = names(settings.openaiChatModel);
    providers.push(new OpenAiProvider({ key: openaiKey, prices, baseUrl, imageModel, speechModel, chatModels }));
  }
  const { anthropicKey, anthropicUrl } = settings;
  if (anthropicKey) {
    const server = { key: anthropicKey, baseUrl: anthropicUrl };
    const chat = (model: string) => new AnthropicChat({ ...server, model, prices });
    const probe = (signal: AbortSignal) => probeAnthropic(server, signal);
    providers.push(new ChatProvider({ id: 'anthropic', models: names(settings.anthropicModel), chat, prices, probe }));
  }
  return providers;
}
