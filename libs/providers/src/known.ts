/** A back-end this project can work with, whether or not it is set up here. */
export interface KnownProvider {
  id: string;
  title: string;
  /** How it is set up; absent for what is always there. */
  setUp?: string;
}

export const KNOWN_PROVIDERS: readonly KnownProvider[] = [
  { id: 'comfyui', title: 'ComfyUI', setUp: 'Start ComfyUI and name its address in COMFYUI_URLS.' },
  { id: 'sketch', title: 'Built in' },
  { id: 'ffmpeg', title: 'ffmpeg' },
  { id: 'builtin', title: 'Built in: choosing among results' },
  { id: 'fal', title: 'fal', setUp: 'Make a key at fal.ai and set FAL_KEY.' },
  { id: 'replicate', title: 'Replicate', setUp: 'Make a token at replicate.com and set REPLICATE_API_TOKEN.' },
  {
    id: 'openai',
    title: 'OpenAI and servers like it',
    setUp: 'Set OPENAI_API_KEY, or OPENAI_BASE_URL for Ollama, vLLM or LocalAI.',
  },
  { id: 'anthropic', title: 'Anthropic', setUp: 'Make a key at console.anthropic.com and set ANTHROPIC_API_KEY.' },
];
