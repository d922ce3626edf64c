/** The directions of the house, as ARCHITECTURE.md draws them. */
const below = {
  kernel: [],
  database: ['kernel'],
  lake: ['kernel'],
};
const forbidden = [
  { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
  { name: 'kernel-stands-alone', severity: 'error', from: { path: '^src/kernel/' }, to: { path: '^src/(?!kernel/)' } },
  ...Object.entries(below)
    .filter(([room]) => room !== 'kernel')
    .map(([room, allowed]) => ({
      name: `${room}-looks-down-only`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: `^src/(?!(${[room, ...allowed].join('|')})/)` },
    })),
  {
    name: 'bureau-looks-down-only',
    severity: 'error',
    from: { path: '^src/bureau/(?!.*/web/)' },
    to: { path: '^src/(?!(bureau|lake|database|kernel)/)' },
  },
  {
    name: 'slice-by-its-door',
    comment:
      'A slice is entered by its index.ts alone (or by schema.ts, which the web shares; by testing.ts in tests).',
    severity: 'error',
    from: { path: '^src/bureau/([^/]+)/', pathNot: '/web/' },
    to: {
      path: '^src/bureau/([^/]+)/',
      pathNot: ['^src/bureau/$1/', '^src/bureau/[^/]+/(index|schema|testing)\\.ts$'],
    },
  },
  {
    name: 'testing-in-tests-only',
    severity: 'error',
    from: { path: '^(src|demo|bench)/', pathNot: '(\\.test|testing|testing-[^/]+)\\.ts$' },
    to: { path: '(^|/)testing\\.ts$' },
  },
  {
    name: 'slice-by-its-door-from-outside',
    severity: 'error',
    from: { path: '^(src/(?!bureau/)|demo/|bench/)', pathNot: ['^src/web/', '/web/'] },
    to: { path: '^src/bureau/[^/]+/(?!(index|schema|testing)\\.ts$)' },
  },
  {
    name: 'lake-and-database-by-their-door',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/(lake|database)/' },
    // `testing.ts` is the door for tests.
    to: { path: '^src/(lake|database)/(?!(index|testing)\\.ts$)' },
  },
  {
    name: 'sector-contract-is-narrow',
    severity: 'error',
    from: { path: '^src/sector/', pathNot: '/testing\\.ts$' },
    to: { path: '^src/(?!(sector|bureau|lake|kernel)/)' },
  },
  {
    name: 'sectors-see-the-contract-only',
    severity: 'error',
    from: { path: '^src/sectors/', pathNot: '/web/' },
    to: { path: '^src/(?!(sector|sectors|kernel)/)' },
  },
  {
    name: 'sector-never-another-sector',
    severity: 'error',
    from: { path: '^src/sectors/([^/]+)/' },
    to: { path: '^src/sectors/([^/]+)/', pathNot: '^src/sectors/$1/' },
  },
  {
    name: 'web-imports-shapes-only',
    severity: 'error',
    from: { path: ['^src/web/', '/web/'] },
    to: { path: '^src/', pathNot: ['^src/web/', '/web/', 'schema\\.ts$', '^src/kernel/(text|shape)\\.ts$'] },
  },
  {
    name: 'server-never-imports-web',
    severity: 'error',
    from: { path: '^src/', pathNot: ['^src/web/', '/web/'] },
    to: { path: ['^src/web/', '/web/'] },
  },
];

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.cjs', '.mjs'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
