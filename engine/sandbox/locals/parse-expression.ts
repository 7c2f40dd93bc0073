// Parses the text of an expression, which may use a part of JavaScript. Runs nothing.

import { type Node, parseSync } from 'oxc-parser';
import { RetraceError } from '../../model/errors.ts';
import { binaryOperators, type Expression, methods, unaryOperators } from '../../model/replay/expression.ts';

/** Throws `bad-pattern` with the unreadable or unsupported part. */
export function parseExpression(text: string): Expression {
  const { program, errors } = parseSync('expression.js', `(${text}\n)`);
  const [error] = errors;
  if (error !== undefined) throw new RetraceError('bad-pattern', `The expression cannot be read: ${error.message}.`);
  const [statement, ...others] = program.body;
  if (statement?.type !== 'ExpressionStatement' || others.length > 0) throw refused('one expression is asked for');
  return expressionOf(statement.expression);
}

function expressionOf(node: Node): Expression {
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'ChainExpression':
      return expressionOf(node.expression);
    case 'Literal':
      return { type: 'literal', value: literalOf(node.value) };
    case 'Identifier':
      return { type: 'name', name: node.name };
    case 'ArrayExpression':
      return {
        type: 'list',
        items: node.elements.map((item) => (item === null ? refuse('a hole') : expressionOf(item))),
      };
    case 'MemberExpression':
      return { type: 'member', of: expressionOf(node.object), key: keyOf(node), optional: node.optional };
    case 'UnaryExpression':
      return { type: 'unary', operator: oneOf(unaryOperators, node.operator), of: expressionOf(node.argument) };
    case 'BinaryExpression':
      return {
        type: 'binary',
        operator: oneOf(binaryOperators, node.operator),
        left: expressionOf(node.left),
        right: expressionOf(node.right),
      };
    case 'LogicalExpression':
      return {
        type: 'logical',
        operator: node.operator,
        left: expressionOf(node.left),
        right: expressionOf(node.right),
      };
    case 'ConditionalExpression':
      return {
        type: 'choice',
        test: expressionOf(node.test),
        yes: expressionOf(node.consequent),
        no: expressionOf(node.alternate),
      };
    case 'CallExpression':
      return callOf(node);
    default:
      throw refused(said[node.type] ?? node.type);
  }
}

const said: Readonly<Record<string, string>> = {
  AssignmentExpression: 'an assignment',
  UpdateExpression: 'an assignment',
  ArrowFunctionExpression: 'a function',
  FunctionExpression: 'a function',
  NewExpression: 'new',
  AwaitExpression: 'await',
  TemplateLiteral: 'a template',
  SequenceExpression: 'a comma',
  ObjectExpression: 'an object',
};

function callOf(node: Extract<Node, { type: 'CallExpression' }>): Expression {
  const { callee } = node;
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier')
    throw refused('a call of a function');
  return {
    type: 'call',
    of: expressionOf(callee.object),
    method: oneOf(methods, callee.property.name),
    args: node.arguments.map(expressionOf),
    optional: callee.optional,
  };
}

function keyOf(node: Extract<Node, { type: 'MemberExpression' }>): Expression {
  if (node.computed) return expressionOf(node.property);
  if (node.property.type !== 'Identifier') throw refused('a private name');
  return { type: 'literal', value: node.property.name };
}

function literalOf(value: unknown): null | boolean | number | string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  throw refused('a value of this kind');
}

function oneOf<T extends string>(words: readonly T[], word: string): T {
  return words.find((each) => each === word) ?? refuse(word);
}

function refuse(what: string): never {
  throw refused(what);
}

function refused(what: string): RetraceError {
  return new RetraceError(
    'bad-pattern',
    `The expression holds what is not evaluated here: ${what}. It may read variables, $event and $state, compute and compare, and call ${methods.join(', ')}; it can change nothing.`,
  );
}
