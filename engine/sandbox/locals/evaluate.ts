// Evaluates an expression over values of a person's code without running any of it: objects are read through their
// descriptors, and never converted to text or number by their own methods.

import { types } from 'node:util';
import type { BinaryOperator, Expression, Method, UnaryOperator } from '../../model/replay/expression.ts';
import { sizeOfMap, sizeOfSet } from './preview.ts';

/** undefined where the name is not in scope. */
export type Scope = (name: string) => { readonly value: unknown } | undefined;

/** Why an expression has no value. */
export class NoValue extends Error {}

const descriptor = Object.getOwnPropertyDescriptor;

/** Throws NoValue. */
export function evaluate(expression: Expression, scope: Scope): unknown {
  switch (expression.type) {
    case 'literal':
      return expression.value;
    case 'name':
      return named(expression.name, scope);
    case 'list':
      return expression.items.map((item) => evaluate(item, scope));
    case 'member': {
      const of = evaluate(expression.of, scope);
      return expression.optional && isNothing(of) ? undefined : memberOf(of, evaluate(expression.key, scope));
    }
    case 'unary':
      return unary(expression.operator, evaluate(expression.of, scope));
    case 'binary':
      return binary(expression.operator, evaluate(expression.left, scope), evaluate(expression.right, scope));
    case 'logical': {
      const left = evaluate(expression.left, scope);
      const isLeft = expression.operator === '??' ? !isNothing(left) : Boolean(left) === (expression.operator === '||');
      return isLeft ? left : evaluate(expression.right, scope);
    }
    case 'choice':
      return evaluate(evaluate(expression.test, scope) ? expression.yes : expression.no, scope);
    case 'call': {
      const of = evaluate(expression.of, scope);
      if (expression.optional && isNothing(of)) return undefined;
      return called(
        of,
        expression.method,
        expression.args.map((arg) => evaluate(arg, scope)),
      );
    }
  }
}

function named(name: string, scope: Scope): unknown {
  const found = scope(name);
  if (found !== undefined) return found.value;
  if (name === 'undefined') return undefined;
  if (name === 'NaN') return Number.NaN;
  if (name === 'Infinity') return Number.POSITIVE_INFINITY;
  throw new NoValue(`${name} is not in scope where the code waits.`);
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function memberOf(of: unknown, key: unknown): unknown {
  if (typeof key !== 'string' && typeof key !== 'number') throw new NoValue('A key is a text or a number.');
  if (isNothing(of)) throw new NoValue(`${String(key)} is asked of ${String(of)}.`);
  if (typeof of === 'string') return key === 'length' ? of.length : typeof key === 'number' ? of[key] : undefined;
  if (!isObject(of)) return undefined;
  if (key === 'size' && types.isMap(of)) return sizeOfMap.call(of);
  if (key === 'size' && types.isSet(of)) return sizeOfSet.call(of);
  let holder: object | null = of;
  for (let depth = 0; holder !== null && depth < 50; depth++) {
    if (types.isProxy(holder)) throw new NoValue('A proxy is not looked into: that would run code.');
    const property: PropertyDescriptor | undefined = descriptor(holder, key);
    if (property !== undefined) {
      if (property.get !== undefined || property.set !== undefined)
        throw new NoValue(`${String(key)} is a getter: to read it would run code.`);
      return property.value;
    }
    holder = Object.getPrototypeOf(holder) as object | null;
  }
  return undefined;
}

function unary(operator: UnaryOperator, of: unknown): unknown {
  if (operator === '!') return !of;
  if (operator === 'typeof') return typeof of;
  const value = plain(of);
  return operator === '-' ? -(value as number) : Number(value);
}

function binary(operator: BinaryOperator, left: unknown, right: unknown): unknown {
  if (operator === '===') return left === right;
  if (operator === '!==') return left !== right;
  if (operator === '==' || operator === '!=') return looselySame(left, right) === (operator === '==');
  const [a, b] = [plain(left) as number, plain(right) as number];
  try {
    return compute[operator](a, b);
  } catch (error) {
    throw new NoValue(error instanceof Error ? error.message : String(error));
  }
}

const compute: Readonly<
  Record<Exclude<BinaryOperator, '===' | '!==' | '==' | '!='>, (a: number, b: number) => unknown>
> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
};

function looselySame(left: unknown, right: unknown): boolean {
  if (isObject(left) || isObject(right)) return left === right;
  // oxlint-disable-next-line eqeqeq -- it is what the person wrote
  return left == right;
}

/** A date is converted to its time. */
function plain(value: unknown): unknown {
  if (!isObject(value)) {
    if (typeof value === 'symbol') throw new NoValue('A symbol is no number and no text.');
    return value;
  }
  if (types.isDate(value)) return Date.prototype.getTime.call(value);
  throw new NoValue('An object is not computed with: to turn it into a number or a text would run code.');
}

function called(of: unknown, method: Method, args: readonly unknown[]): unknown {
  if (typeof of === 'string') return ofText(of, method, args);
  if (isObject(of) && !types.isProxy(of)) {
    if (types.isMap(of) && method === 'has') return Map.prototype.has.call(of, args[0]);
    if (types.isMap(of) && method === 'get') return Map.prototype.get.call(of, args[0]) as unknown;
    if (types.isSet(of) && method === 'has') return Set.prototype.has.call(of, args[0]);
    if (Array.isArray(of)) return ofList(of, method, args);
  }
  throw new NoValue(`There is no ${method} here that could be called without running code.`);
}

function ofText(text: string, method: Method, args: readonly unknown[]): unknown {
  if (method === 'has' || method === 'get') throw new NoValue(`A text has no ${method}.`);
  const known = descriptor(String.prototype, method)?.value as (...values: unknown[]) => unknown;
  return Reflect.apply(known, text, args.map(plain));
}

/** Works on a copy: elements may be getters, and the class may be a person's. */
function ofList(list: readonly unknown[], method: Method, args: readonly unknown[]): unknown {
  const length = descriptor(list, 'length')?.value as number;
  const items = Array.from({ length }, (_, index): unknown => descriptor(list, String(index))?.value);
  if (method === 'includes') return items.includes(args[0]);
  if (method === 'indexOf') return items.indexOf(args[0]);
  if (method === 'at') return items.at(Number(plain(args[0])));
  if (method === 'slice') return items.slice(...args.map((arg) => Number(plain(arg))));
  throw new NoValue(`A list has no ${method}.`);
}
