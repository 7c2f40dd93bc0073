// A check as JUnit XML: one test case per history, one failure per failed history. Source: the schema of Jenkins' JUnit
// plugin.

import type { CheckedHistory } from '../model/replay/checked.ts';
import type { CheckSummary } from '../model/replay/check-summary.ts';

export type ReportedCheck = {
  readonly histories: readonly CheckedHistory[];
  readonly summary: CheckSummary;
  readonly fails: (checked: CheckedHistory) => boolean;
  /** A file as a URI for the report, relative to the check's working directory. */
  readonly uriOf: (file: string) => string;
};

export function junitXml({ histories, summary, fails, uriOf }: ReportedCheck): string {
  const failures = histories.filter(fails).length;
  const errors = histories.filter(({ outcome }) => outcome === 'unread').length;
  const skipped = histories.filter(({ outcome }) => outcome === 'noCode').length;
  const numbers = `tests="${histories.length}" failures="${failures}" errors="${errors}" skipped="${skipped}" time="${seconds(summary.tookMs)}"`;
  const counted = numbers.replace(/ skipped="\d+"/, '');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="retrace check" ${counted}>`,
    `  <testsuite name="retrace check" ${numbers}>`,
    ...histories.map((checked) => testCase(checked, fails(checked), uriOf)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(checked: CheckedHistory, isFailure: boolean, uriOf: (file: string) => string): string {
  const name =
    checked.name === checked.runId ? `${checked.workflowId ?? ''} ${checked.runId}`.trim() : uriOf(checked.name);
  const open = `    <testcase classname=${quoted(checked.workflow ?? 'unknown')} name=${quoted(name)} time="${seconds(checked.tookMs)}"`;
  if (checked.outcome !== 'replayed') {
    const { code, message } = checked.error;
    const said = `message=${quoted(`${code}: ${message}`)}`;
    return `${open}>${checked.outcome === 'unread' ? `<error type=${quoted(code)} ${said}/>` : `<skipped ${said}/>`}</testcase>`;
  }
  const { verdict, text, cause, remedy, source, drift } = checked.report;
  if (!isFailure) return `${open}/>`;
  const where = source === null ? [] : [`at ${uriOf(source.file)}:${source.line}:${source.column}`];
  const drifts = drift.map(({ seq, operation, attribute }) => `event ${seq} ${operation}: ${attribute}`);
  const body = [...where, text, cause, remedy, ...drifts].filter((line) => line !== null).join('\n');
  return `${open}><failure type=${quoted(verdict)} message=${quoted(cause ?? text ?? verdict)}>${escaped(body)}</failure></testcase>`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function quoted(text: string): string {
  return `"${escaped(text)
    .replaceAll('"', '&quot;')
    .replaceAll(/[\n\r\t]/g, ' ')}"`;
}

/** Leaves out characters that XML 1.0 cannot hold. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
