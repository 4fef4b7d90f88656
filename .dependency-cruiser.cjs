/** The import rules of the architecture: imports run downward only, and each outside thing has one door. */
const libs = (...names) => `^libs/(${names.join('|')})/`;
const only = (lib, packages, comment) => ({
  name: `only-${lib}-imports-${packages[0].replace(/\W+/g, '-')}`,
  comment,
  severity: 'error',
  from: { path: '^(apps|libs)/', pathNot: `^libs/(${lib}|testing)/|\\.test\\.ts$` },
  to: { path: packages.map((p) => `(^|node_modules/)${p}($|/)`) },
});
const below = (lib, allowed) => ({
  name: `${lib}-imports-downward`,
  comment: `libs/${lib} may import ${allowed.length ? allowed.join(', ') : 'nothing of ours'}`,
  severity: 'error',
  from: { path: libs(lib), pathNot: '\\.test\\.ts$' },
  to: { path: '^(libs|apps)/', pathNot: libs(lib, ...allowed) },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'libs-never-import-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'no-deep-imports',
      comment: 'A library is entered through its index.',
      severity: 'error',
      from: { path: '^(?:apps|libs)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/src/(?!index\\.ts)', pathNot: '^libs/$1/' },
    },
    {
      name: 'apps-stay-apart',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    below('pipeline', []),
    below('steps', ['pipeline']),
    below('engine', ['pipeline', 'steps']),
    below('media', []),
    below('net', ['pipeline']),
    below('recipes', []),
    below('intake', ['pipeline', 'artifacts', 'media', 'net', 'recipes']),
    below('library', ['pipeline', 'engine', 'artifacts', 'media']),
    below('access', ['pipeline', 'engine']),
    below('automation', ['pipeline', 'engine', 'net']),
    below('blueprints', ['pipeline', 'steps', 'engine']),
    below('artifacts', ['pipeline']),
    below('providers', ['pipeline', 'steps', 'media', 'artifacts', 'net']),
    below('config', []),
    below('contracts', []),
    below('process', []),
    below('worker', [
      'pipeline',
      'steps',
      'engine',
      'providers',
      'artifacts',
      'media',
      'config',
      'process',
      'library',
      // Whether the owner of a schedule may still make anything.
      'access',
      'automation',
    ]),
    only('engine', ['bullmq', 'ioredis'], 'Queues and Redis are behind the engine.'),
    only('media', ['fluent-ffmpeg'], 'ffmpeg is behind libs/media.'),
    {
      name: 'pure-libs-import-no-framework',
      severity: 'error',
      from: { path: libs('pipeline', 'steps') },
      to: { path: 'node_modules/(@nestjs|bullmq|ioredis|express)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
