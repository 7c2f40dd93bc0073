// Turns the findings about a log into warnings of its run, with a severity in words and the event.

import type { Warning, WarningCode } from '../../model/event.ts';
import type { Finding, Inspection } from './inspection.ts';
import type { OpenLog } from './open-log.ts';

/** Leaves out findings that are only informative. */
export function warningsOf(log: OpenLog, inspection: Inspection): readonly Warning[] {
  const { findings, violations, count, stopped } = inspection;
  const reopening = reopeningText(log, inspection);
  // Damage is after the last event, and is reported at that event.
  const seqOf = (number: number): number => Math.min(number, count);
  return [
    ...(reopening === undefined ? [] : [{ ...reopening, code: 'not-reopened' as const }]),
    ...findings
      .filter(({ severity }) => severity !== 'info')
      .map(({ code, severity, number, text }) => ({
        seq: seqOf(number),
        code: kindOf(code),
        text: `${code}: ${text} (${severity})`,
      })),
    ...violations
      .filter(({ severity }) => severity !== 'info')
      .map(({ promise, severity, number, text }) => {
        const supposed =
          stopped !== null && number > stopped.number ? ', if the records after the first refused one count' : '';
        return {
          seq: seqOf(number),
          code: 'broken-promise' as const,
          text: `${promise}: ${text} (${severity}${supposed})`,
        };
      }),
  ];
}

function kindOf(code: Finding['code']): WarningCode {
  if (/^AQ10[1-6]$|^AQ109$/.test(code)) return 'damaged';
  return code.startsWith('AQ2') ? 'refused' : 'odd-source';
}

/**
 * Why ActionQueue does not open the log again, at which event, and what a repair would discard; undefined if
 * ActionQueue opens it.
 */
export function reopeningText(log: OpenLog, inspection: Inspection): Pick<Warning, 'seq' | 'text'> | undefined {
  const { opening, stopped, count } = inspection;
  if (opening.opens) return undefined;
  const at =
    stopped === null
      ? ''
      : ` It stops at record ${stopped.number} of the log${stopped.refusal === null ? '' : `, ${stopped.refusal.code}: ${stopped.refusal.text.replace(/\.$/, '')}`}.`;
  return {
    seq: Math.min(stopped?.number ?? 0, count),
    text: `ActionQueue 0.1 does not open this log again: ${opening.error.replace(/\.$/, '')}.${at}${repairText(log, inspection)}`,
  };
}

function repairText(log: OpenLog, inspection: Inspection): string {
  const cut = cutOf(log, inspection);
  if (cut === null) return '';
  const records =
    cut.wholeRecords === undefined || cut.wholeRecords === 0 ? '' : `, ${cut.wholeRecords} whole records among them`;
  return ` Its repair would cut the log at byte ${cut.cutAt} and throw ${cut.bytes} bytes away${records}: copy the directory first.`;
}

/** What the repair of ActionQueue 0.1 would cut off; null if it would cut nothing. */
export function cutOf(
  { size }: Pick<OpenLog, 'size'>,
  { stopped, bad, survey }: Pick<Inspection, 'stopped' | 'bad' | 'survey'>,
): { readonly cutAt: number; readonly bytes: number; readonly wholeRecords?: number } | null {
  const elided =
    stopped !== null && stopped.json['code'] === 'decode_failure' && stopped.offset !== bad?.offset ? stopped : null;
  if (elided !== null) return { cutAt: elided.offset, bytes: size - elided.offset };
  return bad && { cutAt: bad.offset, bytes: size - bad.offset, wholeRecords: survey?.events ?? 0 };
}
