// The drift of two versions, with the same attribute of the same event in one row. Pure.

import type { Json } from '../../engine/model/json.ts';
import type { ReportDrift } from '../../engine/model/replay/replay-report.ts';

/** An undefined side equals the recording. */
export type BesideDrift = Pick<ReportDrift, 'seq' | 'operation' | 'attribute' | 'from'> & {
  readonly left: Json | undefined;
  readonly right: Json | undefined;
};

export function besideDrift(left: readonly ReportDrift[], right: readonly ReportDrift[]): readonly BesideDrift[] {
  const keyOf = ({ seq, operation, attribute }: ReportDrift): string => JSON.stringify([seq, operation, attribute]);
  const [ofLeft, ofRight] = [left, right].map((drift) => new Map(drift.map((one) => [keyOf(one), one])));
  const all = new Map([...(ofLeft ?? []), ...(ofRight ?? [])]);
  return [...all]
    .map(([key, { seq, operation, attribute, from }]) => {
      return { seq, operation, attribute, from, left: ofLeft?.get(key)?.to, right: ofRight?.get(key)?.to };
    })
    .toSorted((a, b) => a.seq - b.seq);
}
