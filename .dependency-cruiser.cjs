/** The layers of docs/architecture.md: who may import whom. */
const service = '^services/(identity|organisation|care|sip)/src';
/** Files of rules: a subject's domain, and the parts that a large one is split into. */
const rules =
  '(domain|invitation|ending|side-exits|types|calendar|terms|conditions|amount|average|counter|cost|basis|month|summary|correction|explanation|payment)';
const test = '[.]test[.]ts$|(^|/)test/';

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Files that need each other are one thing.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nobody uses is dead.',
      severity: 'error',
      from: { orphan: true, pathNot: ['[.]d[.]ts$', '[.]config[.]ts$', '/generated/', test] },
      to: {},
    },
    {
      name: 'domain-is-pure',
      comment:
        'A rule knows rules, contracts, problems, types and time; never a store, a server or a library of the outside.',
      severity: 'error',
      from: { path: `${service}/.*/${rules}[.]ts$` },
      to: {
        dependencyTypesNot: ['type-only'],
        pathNot: [
          `/${rules}[.]ts$`,
          '/(missing|problems|questions)[.]ts$',
          '^services/identity/src/assignment/matrix[.]ts$',
          '^schema/events/',
          '^services/kit/src/(result|time|id|message/(domain|sent|escalation|oversight)|person/identity-number)[.]ts$',
          '^services/kit/src/access/',
        ],
      },
    },
    {
      name: 'policy-is-pure',
      comment: 'A policy knows policies and reaches.',
      severity: 'error',
      from: { path: `${service}/.*(policy|reach)[.]ts$` },
      to: { dependencyTypesNot: ['type-only'], pathNot: ['(policy|reach)[.]ts$', '^services/kit/src/access/'] },
    },
    {
      name: 'prisma-only-in-stores',
      comment: 'Only stores, migrations of data and the start know Prisma.',
      severity: 'error',
      from: {
        path: service,
        pathNot: ['[.]prisma[.]ts$', '/generated/', '/server[.]ts$', '/(write|party)[.]ts$', '/inbox/', test],
      },
      to: { path: '(generated/prisma|@prisma/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvers-know-no-sql',
      comment: 'A resolver is the table of contents of a use case: policy, store, rule.',
      severity: 'error',
      from: { path: `${service}/.*/resolvers/` },
      to: { path: '([.]prisma[.]ts$|^services/kit/src/db/|generated/prisma)' },
    },
    {
      name: 'subgraphs-are-strangers',
      comment: 'Subgraphs meet at the gateway and through events.',
      severity: 'error',
      from: { path: '^services/(identity|organisation|care|sip)/src' },
      to: { path: '^services/(identity|organisation|care|sip)/', pathNot: '^services/$1/' },
    },
    {
      name: 'kit-knows-no-subgraph',
      severity: 'error',
      from: { path: '^services/kit/', pathNot: test },
      to: { path: '^(services/(identity|organisation|care|sip)|gateway|launch|testing)/' },
    },
    {
      name: 'kit-tests-know-no-subgraph',
      comment: 'They test the library as such; databases and tokens come from testing.',
      severity: 'error',
      from: { path: '^services/kit/' },
      to: { path: '^(services/(identity|organisation|care|sip)|gateway|launch)/' },
    },
    {
      name: 'gateway-knows-no-subgraph',
      severity: 'error',
      from: { path: '^gateway/src' },
      to: { path: '^(services/(identity|organisation|care|sip)|launch|testing)/' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { pathNot: ['^testing/', test, '^bench/', '^vitest[.]config[.]ts$'] },
      to: { path: '^testing/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|/generated/prisma/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
