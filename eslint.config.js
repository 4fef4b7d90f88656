import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Only libs/config reads the environment; everything else is given its settings. */
const noProcessEnv = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Read settings from #config; only libs/config reads process.env.',
};

/** Its null would reach handlers that expect a value or nothing. */
const nullPassesOptional = {
  name: 'class-validator',
  importNames: ['IsOptional'],
  message: 'Use Optional of dto/optional.ts, which refuses null.',
};

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**', 'libs/contracts/src/generated/**', 'out/**', '**/dist/**'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      'no-restricted-syntax': ['error', noProcessEnv],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
    },
  },
  { files: ['libs/config/**/*.ts', '**/*.test.ts', 'libs/testing/**/*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  // Nest reads parameter types from decorator metadata, so DTOs and services are imported as values.
  { files: ['apps/**/*.ts', 'libs/contracts/**/*.ts'], rules: { '@typescript-eslint/consistent-type-imports': 'off' } },
  {
    files: ['apps/gateway/src/**/*.ts'],
    ignores: ['apps/gateway/src/dto/optional.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [nullPassesOptional] }] },
  },
  {
    files: ['apps/web/src/**/*.test.ts'],
    languageOptions: { parserOptions: { projectService: false, project: './apps/web/tsconfig.test.json' } },
  },
  {
    // The studio's layers: app, features, widgets, ui, api, lib. What two screens share is in one of the last four.
    files: ['apps/web/src/{features,widgets,ui,api,lib}/**/*.{ts,tsx}'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['@/features/*', '@/app/*'] }] },
  },
  {
    files: ['apps/web/src/{ui,api,lib}/**/*.{ts,tsx}'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['@/features/*', '@/app/*', '@/widgets/*'] }] },
  },
  { files: ['apps/web/src/**/*.{ts,tsx}'], ...reactHooks.configs.flat['recommended-latest'] },
  { files: ['**/*.{js,mjs,cjs}'], extends: [tseslint.configs.disableTypeChecked] },
);
