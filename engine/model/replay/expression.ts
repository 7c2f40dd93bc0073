// An expression over variables and state at an event: JavaScript that reads and computes, and changes nothing. Plain
// data, so that it crosses between threads; an evaluator never runs it as code.

import type { Preview } from './locals.ts';

export const binaryOperators = ['===', '!==', '==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '**'] as const;
export type BinaryOperator = (typeof binaryOperators)[number];
export const unaryOperators = ['!', '-', '+', 'typeof'] as const;
export type UnaryOperator = (typeof unaryOperators)[number];
export type LogicalOperator = '&&' | '||' | '??';

export type Expression =
  | { readonly type: 'literal'; readonly value: null | boolean | number | string }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'list'; readonly items: readonly Expression[] }
  /** `optional`: a member of null or undefined is undefined. */
  | { readonly type: 'member'; readonly of: Expression; readonly key: Expression; readonly optional: boolean }
  | { readonly type: 'unary'; readonly operator: UnaryOperator; readonly of: Expression }
  | {
      readonly type: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly type: 'logical';
      readonly operator: LogicalOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: 'choice'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | {
      readonly type: 'call';
      readonly of: Expression;
      readonly method: Method;
      readonly args: readonly Expression[];
      readonly optional: boolean;
    };

/** Methods of texts, lists, maps and sets that change nothing and call nothing. */
export const methods = [
  'includes',
  'indexOf',
  'startsWith',
  'endsWith',
  'toLowerCase',
  'toUpperCase',
  'trim',
  'slice',
  'at',
  'has',
  'get',
] as const;
export type Method = (typeof methods)[number];

/** Names of the event and the state in an expression. */
export const factNames = ['$event', '$state'] as const;

/** The values of `$event` and `$state` at an event. */
export type EventFacts = {
  readonly $event: {
    readonly seq: number;
    readonly type: string;
    /** Name of the event's operation; undefined for an event without an operation. */
    readonly name: string | undefined;
  };
  readonly $state: {
    /** Status of the run. */
    readonly status: string;
    /** Number of open operations, without workflow tasks. */
    readonly open: number;
  };
};

export type Evaluated =
  | { readonly type: 'value'; readonly value: Preview }
  /** Why the expression has no value at this event. */
  | { readonly type: 'failed'; readonly message: string };

/** A stop that only the run's code can find. */
export type StopAt =
  | { readonly type: 'expression'; readonly text: string }
  /** The code comes to wait at that line. */
  | { readonly type: 'line'; readonly file: string; readonly line: number };

/** True where the expression uses `$event` or `$state`, whose value may differ at every event. */
export function usesFacts(expression: Expression): boolean {
  switch (expression.type) {
    case 'literal':
      return false;
    case 'name':
      return (factNames as readonly string[]).includes(expression.name);
    case 'list':
      return expression.items.some(usesFacts);
    case 'member':
      return usesFacts(expression.of) || usesFacts(expression.key);
    case 'unary':
      return usesFacts(expression.of);
    case 'binary':
    case 'logical':
      return usesFacts(expression.left) || usesFacts(expression.right);
    case 'choice':
      return usesFacts(expression.test) || usesFacts(expression.yes) || usesFacts(expression.no);
    case 'call':
      return usesFacts(expression.of) || expression.args.some(usesFacts);
  }
}
