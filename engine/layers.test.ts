// Tests which folder may import which: a table, and a check of every import line. Also checks other code conventions.

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, posix } from 'node:path';
import test from 'node:test';

const root = join(import.meta.dirname, '..');

const screenPackages = [
  'react',
  'react-dom',
  '@xyflow/react',
  '@tanstack/react-virtual',
  'radix-ui',
  'cmdk',
  'react-resizable-panels',
  'zustand',
  'lucide-react',
  'lru-cache',
];

/** No pane imports another: code that two panes share is in `session` or `ui`. */
const panes = [
  'renderer/graph',
  'renderer/timeline',
  'renderer/events',
  'renderer/inspector',
  'renderer/transport',
  'renderer/library',
  'renderer/compare',
  'renderer/versions',
  'renderer/code',
  'renderer/palette',
  'renderer/work',
];

/**
 * Folder → allowed imports of its files: folders (with subfolders), `node`, or packages. `engine` alone means the files
 * directly in it.
 */
const table: Readonly<Record<string, readonly string[]>> = {
  'engine/model': ['engine/model', 'zod'],
  'engine/formats/temporal': ['engine/formats/temporal', 'engine/formats/*', 'engine/model', 'node'],
  // Temporal adopted Cadence's events: events with the same meaning share their explanation.
  'engine/formats/cadence': [
    'engine/formats/cadence',
    'engine/formats/temporal',
    'engine/formats/*',
    'engine/model',
    'node',
  ],
  // Another encoding of Temporal's events.
  'engine/formats/temporal-protobuf': [
    'engine/formats/temporal-protobuf',
    'engine/formats/temporal',
    'engine/formats/*',
    'engine/model',
    'node',
  ],
  'engine/formats/own': ['engine/formats/own', 'engine/formats/*', 'engine/model', 'node'],
  'engine/formats/native': ['engine/formats/native', 'engine/formats/*', 'engine/model', 'node'],
  'engine/formats/azure': ['engine/formats/azure', 'engine/formats/*', 'engine/model', 'node'],
  'engine/formats/stepfunctions': ['engine/formats/stepfunctions', 'engine/formats/*', 'engine/model', 'node'],
  'engine/formats/conductor': ['engine/formats/conductor', 'engine/formats/*', 'engine/model', 'node'],
  'engine/formats/dbos': ['engine/formats/dbos', 'engine/formats/*', 'engine/model', 'node'],
  'engine/formats/langgraph': ['engine/formats/langgraph', 'engine/formats/*', 'engine/model', 'node'],
  'engine/formats/restate': ['engine/formats/restate', 'engine/formats/*', 'engine/model', 'node'],
  'engine/formats/derecho': ['engine/formats/derecho', 'engine/formats/*', 'engine/model', 'node'],
  'engine/formats/nodelog': ['engine/formats/nodelog', 'engine/formats/*', 'engine/model', 'node'],
  'engine/formats/actionqueue': ['engine/formats/actionqueue', 'engine/formats/*', 'engine/model', 'node'],
  'engine/formats': ['engine/formats', 'engine/model', 'node'],
  // A container knows no other container; a dialect interprets its content.
  'engine/sources/actionqueue': [
    'engine/sources/actionqueue',
    'engine/formats/actionqueue',
    'engine/formats/*',
    'engine/sources/*',
    'engine/model',
    'node',
  ],
  // Opens a server's database like any database of another program; its events are protobuf.
  'engine/sources/devserver': [
    'engine/sources/devserver',
    'engine/sources/*',
    'engine/formats/temporal',
    'engine/formats/temporal-protobuf',
    'engine/formats/*',
    'engine/store/foreign',
    'engine/model',
    'node',
  ],
  'engine/sources/stepfunctions': [
    'engine/sources/stepfunctions',
    'engine/sources/*',
    'engine/formats/stepfunctions',
    'engine/formats/*',
    'engine/model',
    'node',
  ],
  'engine/sources/conductor': [
    'engine/sources/conductor',
    'engine/sources/*',
    'engine/formats/conductor',
    'engine/formats/*',
    'engine/model',
    'node',
  ],
  // The histories in a text are JSON.
  'engine/sources/pasted': [
    'engine/sources/pasted',
    'engine/sources/json',
    'engine/sources/bundle',
    'engine/sources/*',
    'engine/model',
    'node',
  ],
  'engine/sources/dbos': [
    'engine/sources/dbos',
    'engine/sources/*',
    'engine/formats/dbos',
    'engine/formats/*',
    'engine/store/foreign',
    'engine/model',
    'node',
  ],
  'engine/sources/langgraph': [
    'engine/sources/langgraph',
    'engine/sources/*',
    'engine/formats/langgraph',
    'engine/formats/*',
    'engine/store/foreign',
    'engine/model',
    'node',
  ],
  'engine/sources/restate': [
    'engine/sources/restate',
    'engine/sources/*',
    'engine/formats/restate',
    'engine/formats/*',
    'engine/model',
    'node',
  ],
  'engine/sources/server': [
    'engine/sources/server',
    'engine/sources/*',
    'engine/formats/temporal-protobuf',
    'engine/formats/*',
    'engine/model',
    'node',
    '@temporalio/client',
  ],
  'engine/sources/protobuf': [
    'engine/sources/protobuf',
    'engine/formats/temporal-protobuf',
    'engine/formats/*',
    'engine/sources/*',
    'engine/model',
    'node',
  ],
  // Reads logs, another engine's and Retrace's own, through the log's interface.
  'engine/sources/foreign': [
    'engine/sources/foreign',
    'engine/sources/*',
    'engine/formats/*',
    'engine/store/foreign',
    'engine/store/folder',
    'engine/store/sqlite',
    'engine/store/*',
    'engine/model',
    'node',
  ],
  // A bundle holds JSON and histories.
  'engine/sources/json': [
    'engine/sources/json',
    'engine/sources/bundle',
    'engine/sources/*',
    'engine/formats',
    'engine/model',
    'node',
  ],
  'engine/sources': ['engine/sources', 'engine/formats', 'engine/store/foreign', 'engine/model', 'node'],
  // Imported by workflow files, in the sandbox and outside of it.
  'engine/author': ['engine/author', 'engine/model'],
  // Runs in the workflows' context, which has nothing of Node.
  'engine/sandbox/native/kernel': [
    'engine/sandbox/native/kernel',
    'engine/sandbox/native/activation.ts',
    'engine/author',
    'engine/model',
  ],
  'engine/sandbox': [
    'engine/sandbox',
    'engine/author',
    'engine/model',
    'engine/worker-entry.ts',
    'node',
    'esbuild',
    'oxc-parser',
  ],
  'engine/store': ['engine/store', 'engine/model', 'node', 'better-sqlite3', 'lru-cache'],
  'engine/import': [
    'engine/import',
    'engine/runs',
    'engine/sources',
    'engine/formats',
    'engine/store',
    'engine/model',
    'node',
  ],
  'engine/runs': [
    'engine/runs',
    'engine/sources',
    'engine/formats',
    'engine/store',
    'engine/model',
    'engine/worker-entry.ts',
    'node',
    'lru-cache',
  ],
  'engine/replay': [
    'engine/replay',
    'engine/sandbox',
    'engine/formats',
    'engine/store',
    'engine/model',
    'engine/worker-entry.ts',
    'node',
  ],
  'engine/compare': ['engine/compare', 'engine/runs', 'engine/formats', 'engine/report', 'engine/model', 'node'],
  'engine/bundles': ['engine/bundles', 'engine/sources', 'engine/formats', 'engine/store', 'engine/model', 'node'],
  'engine/runtime': [
    'engine/runtime',
    'engine/author',
    'engine/sandbox/native',
    'engine/store',
    'engine/model',
    'node',
    '@opentelemetry/api',
  ],
  'engine/report': ['engine/report', 'engine/model', 'node'],
  'engine/host': [
    'engine/host',
    'engine/author',
    'engine/runtime',
    'engine/sandbox/native',
    'engine/*',
    'engine/desks',
    'engine/model',
    'engine/formats',
    'engine/sources',
    'engine/store',
    'engine/import',
    'engine/runs',
    'engine/compare',
    'engine/bundles',
    'engine/replay',
    'engine/report',
    'node',
    'ws',
    'zod',
  ],
  'engine/testing': ['engine', 'node', 'fast-check', 'better-sqlite3', '@grpc/grpc-js', '@temporalio/client'],
  // Sample user code for replays: never part of the program.
  'engine/testing/replay': ['engine/testing', 'engine/model', 'node', 'zod', '@temporalio/workflow'],
  'engine/testing/live': ['engine', 'node', '@temporalio/client', '@temporalio/common'],
  // What `engine.ts` composes: each answers the calls of one subject.
  'engine/desks': [
    'engine/desks',
    'engine/worker-entry.ts',
    'engine/runtime',
    'engine/sandbox/native',
    'engine/model',
    'engine/formats',
    'engine/sources',
    'engine/store',
    'engine/import',
    'engine/runs',
    'engine/compare',
    'engine/bundles',
    'engine/replay',
    'engine/report',
    'engine/sandbox/dialect',
    'node',
  ],
  engine: [
    'engine/*',
    'engine/desks',
    'engine/runtime',
    'engine/model',
    'engine/sources',
    'engine/store',
    'engine/import',
    'engine/runs',
    'node',
  ],
  electron: ['electron', 'engine', 'electron package', 'node'],
  'renderer/session': ['renderer/session', 'engine/model', ...screenPackages],
  'renderer/ui': ['renderer/ui', 'renderer/session', 'engine/model', ...screenPackages],
  ...Object.fromEntries(
    panes.map((pane) => [pane, [pane, 'renderer/ui', 'renderer/session', 'engine/model', ...screenPackages]]),
  ),
  'renderer/app': ['renderer/app', ...panes, 'renderer/ui', 'renderer/session', 'engine/model', ...screenPackages],
  // The page's entry.
  renderer: ['renderer/app', 'renderer/ui', 'renderer/session', 'engine/model', ...screenPackages],
  // The tests list the installed programs.
  e2e: [
    'e2e',
    'engine/model',
    'engine/host/electron-program.ts',
    // Provides histories and their code.
    'engine/testing/replay/code-folder.ts',
    'engine/testing/replay/recorded-run.ts',
    'engine/testing/chained-histories.ts',
    'engine/testing/recorded-server.ts',
    '.ci',
    'node',
    '@playwright/test',
    'axe-core',
  ],
  bench: ['bench', 'engine', 'electron', 'renderer', 'e2e', '.ci', 'node', 'any package'],
};

const inTests = ['engine/testing', 'engine', 'examples', 'node', 'fast-check', 'better-sqlite3', 'ws'];
/** Tests of the screen import no more of the engine than the screen does. */
const inScreenTests = ['engine/model', 'engine/testing', 'node', 'fast-check'];

const files = globSync('{engine,electron,renderer,e2e,bench}/**/*.{ts,tsx,mts,mjs,cjs}', {
  cwd: root,
  exclude: ['**/node_modules/**'],
}).map((file) => file.replaceAll('\\', '/'));
const modules = files.filter((file) => /\.tsx?$/.test(file));
const isTest = (file: string): boolean => /\.(test|spec)\.tsx?$/.test(file);
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

function layerOf(file: string): string {
  const layers = Object.keys(table).filter((layer) => file.startsWith(`${layer}/`));
  return layers.reduce((longest, layer) => (layer.length > longest.length ? layer : longest), '');
}

/** Finds static, type, side-effect and dynamic imports, and re-exports. */
function importsOf(file: string): readonly string[] {
  const code = textOf(file).replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  const found = [
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]/g,
    /\brequire\(\s*['"]([^'"]+)['"]/g,
  ];
  return found.flatMap((pattern) => [...code.matchAll(pattern)].map(([, name]) => name ?? ''));
}

/** Whether the table allows the import. */
function mayImport(allowed: readonly string[], from: string, name: string): boolean {
  if (name.startsWith('.')) {
    const target = posix.normalize(posix.join(posix.dirname(from), name));
    return allowed.some((entry) =>
      entry.endsWith('/*')
        ? dirname(target) === entry.slice(0, -2)
        : target === entry || target.startsWith(`${entry}/`),
    );
  }
  if (name.startsWith('node:') || builtinModules.includes(name)) return allowed.includes('node');
  if (name === 'electron') return allowed.includes('electron package');
  const packageName = name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
  return allowed.includes(packageName) || allowed.includes('any package');
}

test('every file is in a layer of the table', () => {
  assert.deepEqual(
    files.filter((file) => layerOf(file) === ''),
    [],
  );
  assert.ok(modules.length > 100);
});

test('the check finds what it must find', () => {
  assert.equal(mayImport(table['renderer/graph'] ?? [], 'renderer/graph/a.tsx', '../../engine/engine.ts'), false);
  assert.equal(mayImport(table['renderer/graph'] ?? [], 'renderer/graph/a.tsx', '../../engine/model/run.ts'), true);
  assert.equal(mayImport(table['renderer/graph'] ?? [], 'renderer/graph/a.tsx', '../timeline/view.ts'), false);
  assert.equal(mayImport(table['renderer/ui'] ?? [], 'renderer/ui/a.ts', '../graph/fit.ts'), false);
  assert.equal(mayImport(table['renderer/session'] ?? [], 'renderer/session/a.ts', '../ui/clock.ts'), false);
  assert.equal(mayImport(table['renderer'] ?? [], 'renderer/a.ts', 'node:fs'), false);
  assert.equal(mayImport(table['engine/model'] ?? [], 'engine/model/a.ts', 'node:fs'), false);
  assert.equal(mayImport(table['engine/formats'] ?? [], 'engine/formats/a.ts', '../store/event-log.ts'), false);
  assert.equal(
    mayImport(table['engine/formats/temporal'] ?? [], 'engine/formats/temporal/a.ts', '../nodelog/nodelog.ts'),
    false,
  );
  assert.equal(mayImport(table['engine'] ?? [], 'engine/a.ts', './host/serve.ts'), false);
  assert.equal(mayImport(table['engine'] ?? [], 'engine/a.ts', './testing/corpus.ts'), false);
  assert.equal(mayImport(table['engine/host'] ?? [], 'engine/host/a.ts', '../testing/fake-engine.ts'), false);
  assert.ok(importsOf('engine/host/commands.ts').includes('./launch.ts'), 'dynamic imports count');
  assert.ok(importsOf('engine/engine.ts').includes('./model/run.ts'), 'types count');
});

for (const layer of Object.keys(table)) {
  test(`files of ${layer} import what the table allows`, () => {
    const wrong = modules
      .filter((file) => layerOf(file) === layer)
      .flatMap((file) => {
        const own = table[layer] ?? [];
        const allowed = !isTest(file) ? own : [...own, ...(layer.startsWith('renderer') ? inScreenTests : inTests)];
        return importsOf(file)
          .filter((name) => !/\.(css|svg|png)(\?|$)/.test(name) && !mayImport(allowed, file, name))
          .map((name) => `${file} imports ${name}`);
      });
    assert.deepEqual(wrong, []);
  });
}

test('names are kebab-case, and no folder is a drawer', () => {
  const names = files.flatMap((file) => [basename(file), ...dirname(file).split('/')]);
  assert.deepEqual(
    [...new Set(names)].filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/.test(name)),
    [],
  );
  assert.deepEqual(
    files.filter((file) => /\/(utils?|helpers?|common|services?|hooks|types|misc|lib)\//.test(file)),
    [],
  );
});

test('no file has more than 400 lines', () => {
  assert.deepEqual(
    modules.filter((file) => !isTest(file) && linesOfCode(file) > 400),
    [],
  );
});

/** Number of lines without blank lines and comments. */
function linesOfCode(file: string): number {
  return textOf(file)
    .split('\n')
    .filter((line) => !/^\s*(\/\/.*|\/?\*.*)?$/.test(line)).length;
}

test('everything is exported by its name', () => {
  assert.deepEqual(
    modules.filter((file) => !file.endsWith('.config.ts') && /^export default\b/m.test(textOf(file))),
    [],
  );
});

test('nothing is a barrel: no file only passes on what others export', () => {
  assert.deepEqual(
    modules.filter(
      (file) =>
        /^export (\*|\{[^}]*\}) from\b/m.test(textOf(file)) &&
        !/^(const|let|function|class|export (const|function|class|type|interface))\b/m.test(textOf(file)),
    ),
    [],
  );
});

test('an engine file begins by saying what it is for', () => {
  const first = (file: string): string =>
    textOf(file)
      .replace(/^#!.*\n/, '')
      .split('\n')[0] ?? '';
  assert.deepEqual(
    modules.filter((file) => file.startsWith('engine/') && !isTest(file) && !/^\/\/ \S/.test(first(file))),
    [],
  );
});

test('names of tests quote rules that SPEC.md has', () => {
  const rules = new Set([...textOf('engine/SPEC.md').matchAll(/\*\*([A-Z]\d+)\*\*/g)].map(([, rule]) => rule));
  const quoted = files
    .filter((file) => /^(engine|renderer)\//.test(file) && isTest(file))
    .flatMap((file) =>
      [...textOf(file).matchAll(/(?:\btest\(\s*|\bname: )['"`]((?:[A-Z]\d+ )+)/g)].flatMap(([, list]) =>
        (list ?? '')
          .trim()
          .split(' ')
          .map((rule) => ({ file, rule })),
      ),
    );
  assert.ok(quoted.length > 100);
  assert.deepEqual(
    quoted.filter(({ rule }) => !rules.has(rule)),
    [],
  );
  assert.deepEqual(
    [...rules].filter((rule) => !quoted.some((quote) => quote.rule === rule)),
    [],
    'rules that no test quotes',
  );
});

test('neither model nor screen knows a dialect by its name: what it needs to know of one, the dialect says', () => {
  const ids = globSync('engine/formats/*/*.ts', { cwd: root }).flatMap((file) =>
    [...textOf(file.replaceAll('\\', '/')).matchAll(/^ {2}id: '([\w-]+)',$/gm)].map(([, id]) => id ?? ''),
  );
  assert.ok(ids.length >= 6, ids.join(', '));
  const named = new RegExp(`'(${ids.join('|')})'`);
  assert.deepEqual(
    modules.filter(
      (file) =>
        /^(engine\/model|renderer)\//.test(file) &&
        !isTest(file) &&
        named.test(textOf(file).replaceAll(/^import .*$/gm, '')),
    ),
    [],
  );
});
