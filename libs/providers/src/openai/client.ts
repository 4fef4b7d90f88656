import { HttpClient } from '../http/client.js';
import type { HttpClientOptions } from '../http/client.js';
import { openAiComplaint } from './complaint.js';

export interface OpenAiServer {
  /** Servers on this machine want none. */
  key?: string | undefined;
  /** With the version, such as https://api.openai.com/v1. */
  baseUrl: string;
  limits?: HttpClientOptions['limits'];
}

/** A client for OpenAI and the servers that speak as it does; a key is left out where there is none. */
export function openAiClient({ key, baseUrl, limits }: OpenAiServer): HttpClient {
  return new HttpClient({
    ...{ name: 'openai', baseUrls: [baseUrl], secrets: key ? [key] : [], complaint: openAiComplaint },
    credentials: key ? { authorization: `Bearer ${key}` } : {},
    ...(limits && { limits }),
  });
}
