/** The layers of the tool: who may import whom. A new room gets one line here. */
const room = (name) => `^src/${name}/`;
const only = (name, allowed) => ({
  name: `${name}-imports`,
  comment: `src/${name} may import only: ${[name, ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: room(name) },
  to: { path: '^src/', pathNot: [name, ...allowed].map(room) },
});

module.exports = {
  forbidden: [
    only('model', []),
    only('policy', ['model']),
    only('resources', ['model']),
    only('reconcile', ['model', 'resources']),
    only('apply', ['model', 'reconcile', 'resources']),
    only('graph', ['model']),
    only('connect', ['model']),
    only('report', ['model']),
    only('emulator', ['model']),
    {
      name: 'pure-core',
      comment: 'The core touches neither files, network nor clock: values in, values out. node:crypto is for digests.',
      severity: 'error',
      from: { path: '^src/(model|resources|reconcile|report)/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'nobody-imports-the-rim',
      severity: 'error',
      from: { pathNot: '^src/(cli|main|commands/)' },
      to: { path: '^src/(cli|main|commands/)' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-development-packages',
      severity: 'error',
      from: { path: '^src' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
