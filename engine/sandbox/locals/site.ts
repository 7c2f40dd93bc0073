// Places in a person's source that the instrumented copy reports.

export type SiteKind = 'module' | 'function' | 'loop' | SuspensionKind;
export type SuspensionKind = 'await' | 'for await' | 'yield' | 'return';

/** Line and column from 1. */
export type Site = {
  readonly kind: SiteKind;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Name of the function at or around the site; empty for an unnamed one. */
  readonly name: string;
  /** Beginning of the source text of the awaited expression. */
  readonly text?: string;
  /** Variables in scope, the innermost first; the reader gives their values by index. */
  readonly names: readonly string[];
  /** Number of the function's own variables; the others belong to the functions around it. */
  readonly own: number;
  /** True for an async generator: its body begins inside the loop that consumes it. */
  readonly isGenerator?: true;
  /** True for a function whose body cannot be instrumented; its calls are invisible. */
  readonly isSkipped?: true;
};
