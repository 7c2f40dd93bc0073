// Places in a person's source that the instrumented copy reports.

import type { SourcePosition } from '../../model/replay/verdict.ts';

/** `result`: a `return` of an async function, which is no suspension. */
export type SiteKind = 'module' | 'function' | 'loop' | 'result' | SuspensionKind;
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

/** The site as the only position of a stack. */
export function placeOf(site: Site | undefined): readonly SourcePosition[] {
  if (site === undefined) return [];
  const { file, line, column, name } = site;
  return [{ file, line, column, ...(name !== '' && { name }) }];
}
