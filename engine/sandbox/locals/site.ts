// Places in somebody's source that the instrumented copy of it tells of.

export type SiteKind = 'module' | 'function' | 'loop' | SuspensionKind;
export type SuspensionKind = 'await' | 'for await' | 'yield' | 'return';

/** Line and column from 1. */
export type Site = {
  readonly kind: SiteKind;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Of the function that it is, or is in; empty where that has none. */
  readonly name: string;
  /** Source of what is waited for, its beginning. */
  readonly text?: string;
  /** Variables in scope, the innermost first: what the reader gives for 0, 1, 2 … */
  readonly names: readonly string[];
  /** How many of them are the function's own; the others are those of the functions around it. */
  readonly own: number;
  /** An async generator: its body begins inside the loop that consumes it. */
  readonly isGenerator?: true;
  /** A function whose body cannot be instrumented; its calls are not seen. */
  readonly isSkipped?: true;
};
