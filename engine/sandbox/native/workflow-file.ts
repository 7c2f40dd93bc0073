// Finds what a file of workflows offers: its workflows, and the names of signals and queries. Reads its text and that of
// its imports; runs none of it.

import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { build } from 'esbuild';
import { type Node, parseSync } from 'oxc-parser';
import { RetraceError } from '../../model/errors.ts';
import type { WorkflowFile } from '../../model/live-run.ts';

/** Throws `not-found` and `code-does-not-build`. */
export async function readWorkflowFile(path: string): Promise<WorkflowFile> {
  const file = resolve(path);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new RetraceError('not-found', `There is no file ${file}. Name the file of the workflows.`);
  const { program } = parseSync('workflows.js', await joined(file));
  const offered = { functions: new Set<string>(), signals: new Set<string>(), queries: new Set<string>() };
  for (const statement of program.body) addFunctions(statement, offered.functions);
  visit(program, (call) => addNames(call, offered.signals, offered.queries));
  return {
    file,
    workflows: exportedNames(program.body).flatMap(({ local, exported }) =>
      offered.functions.has(local) ? [exported] : [],
    ),
    signals: [...offered.signals],
    queries: [...offered.queries],
  };
}

/** The file and its own imports as one module, in which everything exported stands at the top. */
async function joined(file: string): Promise<string> {
  try {
    const { outputFiles } = await build({
      entryPoints: [file],
      absWorkingDir: dirname(file),
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      target: 'es2024',
      write: false,
      logLevel: 'silent',
    });
    return outputFiles[0]?.text ?? '';
  } catch (error) {
    const [first] = (error as { errors?: readonly { text: string; location: { line: number } | null }[] }).errors ?? [];
    throw new RetraceError(
      'code-does-not-build',
      `${file}:${first?.location?.line ?? 1}: ${first?.text ?? String(error)}`,
    );
  }
}

function addFunctions(statement: Node, functions: Set<string>): void {
  if (statement.type === 'FunctionDeclaration' && statement.id !== null) functions.add(statement.id.name);
  if (statement.type !== 'VariableDeclaration') return;
  for (const { id, init } of statement.declarations)
    if (id.type === 'Identifier' && (init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression'))
      functions.add(id.name);
}

function exportedNames(body: readonly Node[]): readonly { readonly local: string; readonly exported: string }[] {
  return body.flatMap((statement) =>
    statement.type !== 'ExportNamedDeclaration'
      ? []
      : statement.specifiers.flatMap(({ local, exported }) =>
          local.type === 'Identifier' && exported.type === 'Identifier'
            ? [{ local: local.name, exported: exported.name }]
            : [],
        ),
  );
}

/** `signal('name')`, `ctx.signal('name')` and `ctx.onQuery('name', …)`. */
function addNames(node: Node, signals: Set<string>, queries: Set<string>): void {
  if (node.type !== 'CallExpression') return;
  const [first] = node.arguments;
  if (first?.type !== 'Literal' || typeof first.value !== 'string') return;
  const called = calledName(node.callee);
  if (called === 'signal') signals.add(first.value);
  else if (called === 'onQuery') queries.add(first.value);
}

function calledName(callee: Node): string | undefined {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier') return callee.property.name;
  return undefined;
}

function visit(node: unknown, call: (node: Node) => void): void {
  if (Array.isArray(node)) for (const each of node) visit(each, call);
  else if (typeof node === 'object' && node !== null) {
    if ('type' in node) call(node as Node);
    for (const each of Object.values(node)) visit(each, call);
  }
}
