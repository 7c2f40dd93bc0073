// Reports on a log after one of its records: its projection, whether ActionQueue opens it, damage, and broken promises.

import type { Dialect } from '../../formats/dialect.ts';
import { readable } from '../../formats/actionqueue/readable.ts';
import { RetraceError } from '../../model/errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { SourceReport } from '../source.ts';
import { foldLog, type FoldedLog } from './fold-log.ts';
import { inspect, type Inspection } from './inspection.ts';
import type { OpenLog } from './open-log.ts';
import { cutOf } from './warnings.ts';

/**
 * `at`: a record's number, or, if larger than the last one, a sequence of the log. Throws `bad-usage`, `no-such-event`.
 */
export async function reportOf(log: OpenLog, dialect: Dialect, at: string | undefined): Promise<SourceReport> {
  const wanted = wantedNumber(at);
  const inspection = await inspect(log, wanted);
  const folded = await foldLog(log, numberOf(inspection, wanted));
  return {
    dialect,
    count: inspection.count,
    state: folded.state,
    fields: {
      sequence: readable(folded.sequence),
      ...inspectionFields(log, inspection),
      projection: folded.projection,
    },
    lines: headLines(folded, inspection),
  };
}

function wantedNumber(text: string | undefined): number | bigint | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,20}$/.test(text))
    throw new RetraceError('bad-usage', `--at takes a whole number, not ${JSON.stringify(text)}.`);
  return BigInt(text) <= 2n ** 53n ? Number(text) : BigInt(text);
}

/** The number of an event. A number past the last one is looked up as a sequence of the log, which may have gaps. */
function numberOf({ count, asked }: Inspection, wanted: number | bigint | undefined): number {
  if (wanted === undefined) return count;
  if (typeof wanted === 'number' && wanted <= count) return wanted;
  if (asked !== undefined) return asked;
  throw new RetraceError(
    'no-such-event',
    `The log has ${count} records; there is no record ${wanted}, and none has that sequence.`,
  );
}

function inspectionFields(
  log: OpenLog,
  { stopped, bad, survey, opening, opened: upstream, findings, violations, broken }: Inspection,
): JsonObject {
  return readable({
    upstream: {
      ...opening,
      ...(opening.opens && { stats: upstream.stats() }),
      repair: cutOf(log, { stopped, bad, survey }),
    },
    damage: bad && {
      code: bad.code,
      upstreamCode: bad.upstream,
      offset: bad.offset,
      recordsBefore: bad.index,
      recordsAfter: survey?.events ?? 0,
      text: bad.text,
    },
    ...(log.snapshot.type !== 'none' && opening.opens && { opened: upstream.json() }),
    findings: findings.map(({ number, ...finding }) => ({ ...finding, seq: number })),
    promises: violations.map(({ number, ...violation }) => ({
      ...violation,
      seq: number,
      hypothetical: stopped !== null && number > stopped.number,
    })),
    broken,
  }) as JsonObject;
}

/** Maximum number of printed findings per promise. */
const mostPrinted = 5;

function brokenLines(violations: Inspection['violations'], times: number): readonly string[] {
  const lines = violations
    .slice(0, mostPrinted)
    .map(
      ({ promise, severity, number, text }) =>
        `  ${severity.padEnd(7)}  ${promise}  ${number === 0 ? '' : `record ${number}: `}${text}`,
    );
  return times > lines.length ? [...lines, `           ${violations[0]?.promise}  ${times} times in all`] : lines;
}

function headLines(
  { state, sequence }: FoldedLog,
  { count, opening, findings, violations, broken }: Inspection,
): readonly string[] {
  return [
    `after record ${state.seq} of ${count} (sequence ${sequence}): ${state.status}`,
    opening.opens ? 'ActionQueue 0.1 opens it.' : `ActionQueue 0.1 does not open it again: ${opening.error}`,
    ...findings.map(({ code, severity, text }) => `  ${severity.padEnd(7)}  ${code}  ${text}`),
    ...broken.flatMap(({ promise, count: times }) =>
      brokenLines(
        violations.filter((each) => each.promise === promise),
        times,
      ),
    ),
  ];
}
