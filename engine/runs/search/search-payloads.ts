// Counts the events of a stored run whose payload contains a text, without opening the run: for searches over a whole
// library.

import { dialectOf } from '../../formats/dialects.ts';
import { RetraceError } from '../../model/errors.ts';
import type { RunId, Seq } from '../../model/event.ts';
import type { Library } from '../../store/library.ts';
import type { Matcher } from './matcher.ts';

export type PayloadHits = { readonly events: number; readonly first: Seq };

/** null if there is no match. Throws `bad-pattern`, and `cancelled` when aborted. */
export async function searchPayloads(
  library: Library,
  run: RunId,
  matcher: Matcher,
  signal: AbortSignal,
): Promise<PayloadHits | null> {
  const textOf = payloadText(library.origin(run)?.dialect);
  let [events, first] = [0, 0];
  for await (const page of library.log.pages(run)) {
    if (signal.aborted) throw new RetraceError('cancelled', 'The search was cancelled.');
    const hits = await matcher.payloads(page.map(({ payload }) => textOf(payload)));
    for (const [i, hit] of hits.entries()) {
      if (hit !== 1) continue;
      events += 1;
      first ||= page[i]?.seq ?? 0;
    }
  }
  return events === 0 ? null : { events, first };
}

/** The payload in the form that is shown; bytes that are no event of the dialect stay unchanged. */
function payloadText(dialect: string | undefined): (payload: Uint8Array) => Uint8Array {
  const text = dialect === undefined ? undefined : dialectOf(dialect).text;
  if (text === undefined) return (payload) => payload;
  return (payload) => {
    try {
      return text(payload);
    } catch {
      return payload;
    }
  };
}
