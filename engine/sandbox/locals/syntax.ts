// Names and functions in the syntax tree of a source file.

import { type ArrowFunctionExpression, type Function as NamedFunction, type Node, visitorKeys } from 'oxc-parser';

export type FunctionNode = NamedFunction | ArrowFunctionExpression;

const typeKeys = new Set([
  'typeAnnotation',
  'returnType',
  'typeParameters',
  'typeArguments',
  'superTypeArguments',
  'implements',
]);
/** TypeScript-only constructs that exist at run time. */
const runInTypeScript = new Set([
  'TSAsExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'TSModuleDeclaration',
  'TSModuleBlock',
  'TSEnumDeclaration',
  'TSEnumBody',
  'TSEnumMember',
  'TSParameterProperty',
  'TSExportAssignment',
]);

export function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
  );
}

/** True for a node that disappears with the types. */
export function isTypeOnly(node: Node): boolean {
  return (
    (node.type.startsWith('TS') && !runInTypeScript.has(node.type)) || ('declare' in node && node.declare === true)
  );
}

export function childrenOf(node: Node): readonly Node[] {
  const fields = node as unknown as Readonly<Record<string, unknown>>;
  return (visitorKeys[node.type] ?? [])
    .filter((key) => !typeKeys.has(key))
    .flatMap((key) => fields[key])
    .filter((child): child is Node => typeof child === 'object' && child !== null && 'type' in child);
}

/** The names that a pattern declares. */
export function namesOf(pattern: Node | null | undefined): readonly string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return pattern.name === 'this' ? [] : [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesOf(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => namesOf(element));
    case 'AssignmentPattern':
      return namesOf(pattern.left);
    case 'RestElement':
      return namesOf(pattern.argument);
    case 'TSParameterProperty':
      return namesOf(pattern.parameter);
    default:
      return [];
  }
}

export function declaredBy(node: Node | null | undefined): readonly string[] {
  return node?.type === 'VariableDeclaration' ? node.declarations.flatMap(({ id }) => namesOf(id)) : [];
}

/** The names in a loop's head that are new in every turn. */
export function headNames(head: Node | null | undefined): readonly string[] {
  return head?.type === 'VariableDeclaration' && head.kind !== 'var' ? declaredBy(head) : [];
}

function exported(statement: Node): Node {
  const isExport = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration';
  return isExport && statement.declaration ? statement.declaration : statement;
}

/** `let` and `const` names of one list of statements. */
export function blockVariables(statements: readonly Node[]): readonly string[] {
  return statements
    .map(exported)
    .filter((statement) => !isTypeOnly(statement))
    .flatMap((statement) => headNames(statement));
}

/** Block variables, classes, functions and enumerations. */
export function blockNames(statements: readonly Node[]): readonly string[] {
  const named = statements
    .map(exported)
    .filter((statement) => !isTypeOnly(statement))
    .flatMap((statement) =>
      statement.type === 'FunctionDeclaration' ||
      statement.type === 'ClassDeclaration' ||
      statement.type === 'TSEnumDeclaration'
        ? namesOf(statement.id)
        : [],
    );
  return [...blockVariables(statements), ...named];
}

/** Every `var` in the node that belongs to the surrounding function. */
export function hoistedNames(node: Node): readonly string[] {
  if (isFunction(node) || node.type === 'StaticBlock' || node.type === 'PropertyDefinition') return [];
  const own = node.type === 'VariableDeclaration' && node.kind === 'var' && !isTypeOnly(node) ? declaredBy(node) : [];
  return [...own, ...childrenOf(node).flatMap((child) => hoistedNames(child))];
}

/** True where a function uses its own `this` or `arguments`, also through inner arrow functions. */
export function uses(node: Node, what: 'this' | 'arguments'): boolean {
  if (what === 'this' && node.type === 'ThisExpression') return true;
  if (what === 'arguments' && node.type === 'Identifier' && node.name === 'arguments') return true;
  return childrenOf(node).some((child) => !hasItsOwn(child) && uses(child, what));
}

function hasItsOwn({ type }: Node): boolean {
  return (
    type === 'FunctionDeclaration' ||
    type === 'FunctionExpression' ||
    type === 'PropertyDefinition' ||
    type === 'StaticBlock'
  );
}

/** True where the node contains an await or a yield of the surrounding function. */
export function suspends(node: Node): boolean {
  if (node.type === 'AwaitExpression' || node.type === 'YieldExpression') return true;
  if (node.type === 'ForOfStatement' && node.await) return true;
  return childrenOf(node).some((child) => !isFunction(child) && suspends(child));
}

/** True where a top-level function of the body shares its name with a `var`, a parameter or another function. */
export function hasClash(statements: readonly Node[], others: readonly string[]): boolean {
  const names = statements.flatMap((statement) =>
    statement.type === 'FunctionDeclaration' ? namesOf(statement.id) : [],
  );
  return new Set(names).size < names.length || names.some((name) => others.includes(name));
}
