// The report on a history and a version of the code: verdict, cause and fix, with positions that a person knows.

import type { Json } from '../model/json.ts';
import type { Explanation } from '../model/replay/cause.ts';
import type {
  ReplayReport,
  ReportPlace,
  ReportSide,
  ReportWaiting,
  VerdictWord,
} from '../model/replay/replay-report.ts';
import type { Divergence, Side, SourcePosition, Verdict, Waiting } from '../model/replay/verdict.ts';
import { plainValue } from '../model/shown-payload.ts';
import { SourceFiles } from './cause/source-files.ts';
import { divergenceOf, explain } from './explain.ts';
import type { ReplayedHistory, Replayer } from './replayer.ts';
import { type CodeVersion, ownPath } from './versions/code-version.ts';

export type ReportedHistory = ReplayedHistory & {
  readonly named: { readonly workflow: string | null; readonly workflowId: string | null };
};

/** Gives the text of a place; the report itself has full paths. */
export type PlaceWords = (file: string) => string;

export async function replayReport(
  replayer: Replayer,
  { named, ...history }: ReportedHistory,
  version: CodeVersion,
  {
    fileWords = (file: string): string => file,
    signal,
  }: { readonly fileWords?: PlaceWords; readonly signal?: AbortSignal } = {},
): Promise<ReplayReport> {
  const verdict = await replayer.replay(history, signal);
  const placeOf = ({ file, line }: SourcePosition): string => `${fileWords(ownPath(version, file))}:${line}`;
  const explanation = await explain(replayer, history, verdict, { placeOf, ...(signal && { signal }) });
  const { verdict: word, ...found } = new Reporter(version).report(verdict, explanation);
  return { verdict: word, ...named, code: version.name, ...found };
}

const around = 3;

class Reporter {
  readonly #version: CodeVersion;
  readonly #files = new SourceFiles();

  constructor(version: CodeVersion) {
    this.#version = version;
  }

  report(
    verdict: Verdict,
    explanation: Explanation | undefined,
  ): Omit<ReplayReport, 'workflow' | 'workflowId' | 'code'> {
    const divergence = divergenceOf(verdict) ?? ofThrown(verdict);
    const source = explanation?.source ?? divergence?.source ?? (verdict.type === 'stopped' ? verdict.source : []);
    return {
      verdict: wordOf(verdict),
      seq: divergence?.seq ?? (verdict.type === 'stopped' ? verdict.seq : null),
      eventId: divergence?.eventId ?? null,
      expected: sideOf(divergence?.expected),
      got: sideOf(divergence?.got),
      text: divergence?.text ?? null,
      source: this.#place(source),
      stack: source.map((place) => ({ ...place, file: ownPath(this.#version, place.file) })),
      excerpt: this.#excerpt(source[0]),
      cause: explanation?.cause ?? failsBecause(verdict),
      causeKind: explanation?.kind ?? (verdict.type === 'failsNext' ? 'throws' : null),
      remedy: explanation?.remedy ?? (verdict.type === 'failsNext' ? retried : null),
      drift: verdict.drift.map(({ source: at, from, to, ...drift }) => ({
        ...drift,
        from: plainOf(from),
        to: plainOf(to),
        source: this.#place(at),
      })),
      waitsFor: verdict.type === 'blocked' ? verdict.waitsFor.map((waiting) => this.#waiting(waiting)) : [],
      next: verdict.type === 'blocked' ? verdict.next.map((waiting) => this.#waiting(waiting)) : [],
      official: verdict.official,
      end: explanation?.end ?? null,
      rows: (explanation?.rows ?? []).map(({ recorded, now }) => ({
        recorded,
        now: now && {
          ...now,
          source: now.source.map((place) => ({ ...place, file: ownPath(this.#version, place.file) })),
        },
      })),
    };
  }

  #place([place]: readonly SourcePosition[]): ReportPlace | null {
    return place === undefined
      ? null
      : { file: ownPath(this.#version, place.file), line: place.line, column: place.column };
  }

  #waiting({ source, ...side }: Waiting): ReportWaiting {
    return { ...(sideOf(side) as ReportSide), source: this.#place(source) };
  }

  #excerpt(place: SourcePosition | undefined): ReplayReport['excerpt'] {
    const lines = place === undefined ? [] : this.#files.lines(place.file);
    if (place === undefined || lines.length === 0) return null;
    const first = Math.max(1, place.line - around);
    return { first, lines: lines.slice(first - 1, place.line + around) };
  }
}

const retried =
  'Mend what throws and start workers with the new code: the task is tried again by itself, and nothing of the run is lost.';

function failsBecause(verdict: Verdict): string | null {
  if (verdict.type !== 'failsNext') return null;
  return `Everything recorded replays, and the next task fails: ${verdict.thrown.name}: ${verdict.thrown.message}.`;
}

/** The error of the next task, in the form of a recorded task's error. */
function ofThrown(verdict: Verdict): Divergence | undefined {
  if (verdict.type !== 'failsNext') return undefined;
  const { seq, thrown } = verdict;
  const { name, message, source } = thrown;
  return {
    seq,
    eventId: seq,
    expected: null,
    got: { type: 'throws', attributes: { name, message } },
    text: message,
    source,
  };
}

function wordOf(verdict: Verdict): VerdictWord {
  const { type, drift, unchecked } = verdict;
  if (type === 'failsNext') return 'fails-next';
  if (type === 'notStarted') return 'not-started';
  return (type === 'same' || type === 'blocked') && drift.length + unchecked.length > 0 ? 'drift' : type;
}

function sideOf(side: Side | null | undefined): ReportSide | null {
  return side === null || side === undefined ? null : { type: side.type, attributes: plainOf(side.attributes) };
}

function plainOf(value: unknown): Json {
  return plainValue((value ?? null) as Json);
}
