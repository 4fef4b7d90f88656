import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** The gateway that a page under development talks to. */
const GATEWAY = 'http://127.0.0.1:4100';
const API = [
  ...['/pipelines', '/providers', '/templates', '/step-types', '/artifacts', '/uploads', '/library', '/budgets'],
  ...['/usage', '/queue', '/workers', '/health', '/prompts', '/blueprints', '/keys', '/webhooks', '/schedules'],
];

export default defineConfig({
  root: at('.'),
  base: '/studio/',
  plugins: [tailwindcss()],
  resolve: { alias: { '@': at('./src'), '#contracts': at('../../libs/contracts/src/index.ts') } },
  build: {
    outDir: at('./dist'),
    emptyOutDir: true,
    target: 'es2023',
    // Data addresses would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Marks for servers that render, which there are none of.
      onwarn: (warning, tell) => (warning.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : tell(warning)),
    },
  },
  server: { proxy: Object.fromEntries(API.map((path) => [path, { target: GATEWAY, ws: true }])) },
});
