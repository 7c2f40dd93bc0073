// Text for the terminal: the result of a replay.

import { briefJson } from '../model/compare/json-brief.ts';
import { countText } from '../model/duration.ts';
import type { Json } from '../model/json.ts';
import { callText, type CourseRow } from '../model/replay/call.ts';
import type {
  ReplayReport,
  ReportDrift,
  ReportPlace,
  ReportWaiting,
  VerdictWord,
} from '../model/replay/replay-report.ts';
import { driftValue, sideRows } from '../model/replay/sides.ts';

export type ReplayTextOptions = {
  /** Shortens a file's path for this person. */
  readonly fileWords: (file: string) => string;
};

const headlines: Readonly<Record<VerdictWord, string>> = {
  same: 'SAME: the code does what the history says, to its end',
  blocked: 'SAME SO FAR: the history goes on, and the code waits as recorded',
  'not-started': 'NOT STARTED: no workflow task ever ran, so there is nothing to replay',
  drift: 'DRIFT: it replays, but not everything is as it was',
  'fails-next': 'FAILS NEXT: everything recorded replays, and the next workflow task fails',
  stopped: 'STOPPED: the code did not come back, and was ended',
  nondeterminism: 'NONDETERMINISM: this code cannot have made this history',
};

export function replayTextLines(report: ReplayReport, options: ReplayTextOptions): readonly string[] {
  const { workflow, workflowId, code, official } = report;
  const passes = official.passes ? 'passes it' : `fails: ${official.error}: ${official.text}`;
  return [
    headlineOf(report),
    `${workflow ?? '-'}  ${workflowId ?? '-'}  with ${code}`,
    ...foundLines(report),
    ...sourceLines(report, options),
    ...(report.cause === null ? [] : ['', `Likely cause: ${report.cause}`]),
    ...(report.remedy === null ? [] : [`Remedy: ${report.remedy}`]),
    ...courseLines(report.rows),
    ...driftLines(report.drift, options),
    ...waitingLines('Waits for', report.waitsFor, options),
    ...waitingLines('Asks for next', report.next, options),
    ...(official.passes && report.cause === null ? [] : ['', `The official replayer ${passes}.`]),
  ];
}

/** An open run whose code asks for more than is recorded does not wait. */
function headlineOf({ verdict, next }: ReplayReport): string {
  return verdict === 'blocked' && next.length > 0
    ? 'SAME SO FAR: the history goes on; the code does what it says, and asks for more in the task that is not recorded'
    : headlines[verdict];
}

function foundLines({ seq, eventId, expected, got, verdict }: ReplayReport): readonly string[] {
  if (expected === null && got === null) return seq === null ? [] : [`at event ${seq}`];
  const where =
    seq === null ? 'at no event' : `at event ${seq}${eventId === null || eventId === seq ? '' : ` (id ${eventId})`}`;
  if (verdict === 'fails-next') return [`after event ${seq ?? 0}`, `  ${sideText(got?.attributes ?? null)}`];
  if (got?.type === 'throws') return [where, `  the code throws  ${sideText(got.attributes)}`];
  const table = [
    { attribute: '', expected: 'the history', got: 'the code', differs: false },
    { attribute: '', expected: expected?.type ?? 'nothing', got: got?.type ?? 'nothing of the kind', differs: false },
    ...sideRows(expected, got),
  ];
  const width = (name: 'attribute' | 'expected'): number => Math.max(...table.map((row) => row[name].length));
  const [first, second] = [width('attribute'), width('expected')];
  return [
    where,
    ...table.map((row) =>
      `${row.differs ? '≠' : ' '} ${row.attribute.padEnd(first)}  ${row.expected.padEnd(second)}  ${row.got}`.trimEnd(),
    ),
  ];
}

/** An error's name and message; any other value as JSON. */
function sideText(value: Json): string {
  const { name, message } = (value ?? {}) as { name?: string; message?: string };
  return message === undefined ? briefJson(value, 200) : `${name ?? 'Error'}: ${message}`;
}

export function placeText({ file, line, column }: ReportPlace, { fileWords }: ReplayTextOptions): string {
  return `${fileWords(file)}:${line}:${column}`;
}

function sourceLines({ source, stack, excerpt }: ReplayReport, options: ReplayTextOptions): readonly string[] {
  if (source === null) return [];
  const width = String((excerpt?.first ?? 0) + (excerpt?.lines.length ?? 0)).length;
  const lines = (excerpt?.lines ?? []).flatMap((line, index) => {
    const number = (excerpt?.first ?? 0) + index;
    const text = `${number === source.line ? '>' : ' '} ${String(number).padStart(width)} | ${line}`.trimEnd();
    return number === source.line ? [text, `  ${' '.repeat(width)} | ${indent(line, source.column)}^`] : [text];
  });
  const callers = stack
    .slice(1)
    .map((place) => `  called from ${place.name ?? 'a function'}, ${placeText(place, options)}`);
  const [top] = stack;
  return [
    '',
    `${placeText(source, options)}${top?.name === undefined ? '' : `, in ${top.name}`}`,
    ...lines,
    ...callers,
  ];
}

/** White space as wide as the line before the column; keeps tabs. */
function indent(line: string, column: number): string {
  return line.slice(0, column - 1).replaceAll(/[^\t]/g, ' ');
}

const before = 2;
const shownRows = 10;

/** The rows around the first difference. */
function courseLines(rows: readonly CourseRow[]): readonly string[] {
  const apart = rows.findIndex(({ recorded, now }) => recorded === null || now === null);
  if (apart === -1) return [];
  const from = Math.max(0, apart - before);
  const shown = rows.slice(from, from + shownRows);
  const more = rows.length - from - shown.length;
  const table = [
    { mark: ' ', recorded: 'the history', now: 'the code, on its own decisions' },
    ...shown.map(({ recorded, now }) => ({
      mark: recorded === null ? '+' : now === null ? '−' : ' ',
      recorded: recorded === null ? '' : `${recorded.seq} ${callText(recorded)}`,
      now: now === null ? '' : callText(now),
    })),
  ];
  const width = Math.max(...table.map(({ recorded }) => recorded.length));
  return [
    '',
    ...table.map(({ mark, recorded, now }) => `${mark} ${recorded.padEnd(width)}  ${now}`.trimEnd()),
    ...(more > 0 ? [`  … and ${countText(more)} more; --json lists all of them.`] : []),
  ];
}

const gradeWords = { changesBehaviour: 'changes behaviour', cosmetic: 'cosmetic' } as const;
const shownDrift = 20;

function driftLines(drift: readonly ReportDrift[], options: ReplayTextOptions): readonly string[] {
  const more = drift.length - shownDrift;
  return [
    ...(drift.length === 0 ? [] : ['', `Drift, which the official replayer does not look at:`]),
    ...drift
      .slice(0, shownDrift)
      .flatMap(({ seq, operation, attribute, from, to, grade, source }) => [
        `  event ${seq}  ${operation}: ${attribute}  ${driftValue(attribute, from)} → ${driftValue(attribute, to)}  (${gradeWords[grade]})${source === null ? '' : `  ${placeText(source, options)}`}`,
      ]),
    ...(more > 0 ? [`  … and ${countText(more)} more; --json lists all of them.`] : []),
  ];
}

function waitingLines(what: string, waiting: readonly ReportWaiting[], options: ReplayTextOptions): readonly string[] {
  return [
    ...(waiting.length === 0 ? [] : ['', `${what}:`]),
    ...waiting.slice(0, shownDrift).map(({ type, attributes, source }) => {
      const { activityType, workflowType, signalName } = (attributes ?? {}) as Record<string, string | undefined>;
      const name = activityType ?? workflowType ?? signalName;
      return `  ${type}${name === undefined ? '' : ` ${name}`}${source === null ? '' : `  ${placeText(source, options)}`}`;
    }),
  ];
}
