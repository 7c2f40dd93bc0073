// Why a version of the code does not replay a history, and how to fix it.

import type { CourseRow } from '../model/replay/call.ts';
import type { Explanation } from '../model/replay/cause.ts';
import type { Divergence, SourcePosition, Verdict } from '../model/replay/verdict.ts';
import { alignedCalls } from './cause/aligned-calls.ts';
import { likelyCause } from './cause/cause.ts';
import { guardWords } from './cause/guard-words.ts';
import { remedyOf } from './cause/remedy.ts';
import { SourceFiles } from './cause/source-files.ts';
import type { ReplayedHistory, Replayer } from './replayer.ts';

/** The divergence to explain, whether or not the official replayer reports it. */
export function divergenceOf(verdict: Verdict): Divergence | undefined {
  return verdict.type === 'nondeterminism' ? verdict.divergence : verdict.unchecked[0];
}

export type Explained = { readonly placeOf?: (place: SourcePosition) => string; readonly signal?: AbortSignal };

/** undefined without a divergence. Runs the code again, deciding for itself. */
export async function explain(
  replayer: Replayer,
  history: ReplayedHistory,
  verdict: Verdict,
  { placeOf = ({ file, line }) => `${file}:${line}`, signal }: Explained = {},
): Promise<Explanation | undefined> {
  const divergence = divergenceOf(verdict);
  if (divergence === undefined) return undefined;
  const courses = await replayer.runOn(history, signal);
  const rows = courses === undefined ? [] : alignedCalls(courses.recorded, courses.now.calls);
  const files = new SourceFiles();
  const same = lastSame(rows);
  const words = guardWords(replayer.guest);
  const near = divergence.source.at(-1) ?? same.at(-1);
  const { kind, cause, removed, added } = likelyCause({
    divergence,
    rows,
    end: courses?.now.end ?? 'goesOn',
    mentions: (name) => near !== undefined && files.mentions(near, name),
    patches: () => (near === undefined ? [] : files.patchesIn(near)),
    guard: words.guard,
  });
  const source = [divergence.source, added?.source ?? [], same].find(({ length }) => length > 0) ?? [];
  return {
    kind,
    cause,
    remedy: remedyOf({ kind, cause, ...(removed && { removed }), ...(added && { added }) }, source[0], placeOf, words),
    source,
    rows,
    end: courses?.now.end ?? null,
  };
}

/** The last equal call: the place to look at when the code makes no further call. */
function lastSame(rows: readonly CourseRow[]): readonly SourcePosition[] {
  const apart = rows.findIndex(({ recorded, now }) => recorded === null || now === null);
  const before = rows.slice(0, apart === -1 ? undefined : apart);
  return before.findLast(({ now }) => (now?.source.length ?? 0) > 0)?.now?.source ?? [];
}
