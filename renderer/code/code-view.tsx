import { useEffect, useMemo, useState } from 'react';
import type { Seq } from '../../engine/model/event.ts';
import { eventsOfLine } from '../../engine/model/replay/frames.ts';
import { moveTo, useSession } from '../session/session.ts';
import { useAfterPaint } from '../ui/after-paint.ts';
import { Fresh } from '../ui/fresh.tsx';
import { useLatest } from '../ui/use-latest.ts';
import stale from '../ui/stale.module.css';
import { toggleBreakpoint, useBreakpoints } from '../session/stops/breakpoints.ts';
import { CallsSection } from './calls-section.tsx';
import { CodeBar } from './code-bar.tsx';
import { looksOf, momentWanted, neighboursOf } from './code-looks.ts';
import { lookAt, type Replayed, useCode } from '../session/code/code-state.ts';
import { CoursesSection } from './courses-section.tsx';
import { DriftSection } from './drift-section.tsx';
import { LineSection } from './line-section.tsx';
import { fileName, marksAt } from './marks.ts';
import { QuerySection } from './query-section.tsx';
import { SourceView } from './source-view.tsx';
import { TaskSection } from './task-section.tsx';
import { VerdictSection } from './verdict-section.tsx';
import { WatchSection } from './watch-section.tsx';
import styles from './code-view.module.css';

/** The source with its activity at the cursor and, beside it, the state of the code there. */
export function CodeView({ replayed }: { readonly replayed: Replayed }) {
  const { report, code } = replayed;
  const looks = useMemo(() => looksOf(replayed.asked), [replayed]);
  const { shown, failure } = useLatest(looks.moments, momentWanted, neighboursOf);
  const cursor = useSession((session) => session.cursor);
  const seq = useAfterPaint(cursor);
  const moment = useAfterPaint(shown?.value ?? null);
  const { file: chosen, line } = useCode();
  const marks = useMemo(() => marksAt(replayed, moment, seq), [replayed, moment, seq]);
  const file = chosen ?? marks.main?.file ?? code.main;
  // A selected line is released when the cursor moves.
  useEffect(() => useCode.setState({ line: null, file: null }), [seq]);

  const goFrom = (from: number, step: 1 | -1): void => {
    const seqs = code.frames === null ? [] : eventsOfLine(code.frames, file, from);
    const next = nextOf(seqs, seq, step);
    if (next !== undefined) moveTo(next);
  };

  return (
    <div className={styles.view}>
      <CodeBar replayed={replayed} />
      <div className={styles.body}>
        <div className={styles.source}>
          <Files files={code.files} file={file} />
          <div className={styles.lines}>
            <Source key={file} replayed={replayed} file={file} marks={marks} onGo={goFrom} />
          </div>
        </div>
        <div className={styles.details} role="complementary" aria-label="Code at this event">
          <VerdictSection replayed={replayed} />
          <DriftSection drift={report.drift} />
          {failure === undefined ? null : <p className={`${stale.problem} ${styles.problem}`}>{failure}</p>}
          <Fresh of={looks.moments}>
            <CallsSection moment={moment} seq={seq} frames={code.frames} />
          </Fresh>
          <TaskSection frames={code.frames} seq={seq} />
          <LineSection
            frames={code.frames}
            file={file}
            seq={seq}
            line={line?.line ?? (marks.main?.file === file ? marks.main.line : null)}
            onGo={goFrom}
          />
          <WatchSection asked={replayed.asked} />
          <QuerySection asked={replayed.asked} names={moment?.queries ?? []} />
          <CoursesSection report={report} />
        </div>
      </div>
    </div>
  );
}

function nextOf(seqs: readonly Seq[], seq: Seq, step: 1 | -1): Seq | undefined {
  return step === 1 ? seqs.find((each) => each > seq) : seqs.findLast((each) => each < seq);
}

function Files({ files, file }: { readonly files: readonly string[]; readonly file: string }) {
  return (
    <div className={styles.files}>
      {files.length === 1 ? (
        <span className={styles.file} title={file}>
          {fileName(file)}
        </span>
      ) : (
        <select
          className={styles.file}
          aria-label="File"
          title={file}
          value={file}
          onChange={({ target }) => lookAt({ file: target.value, line: 1 })}
        >
          {files.map((each) => (
            <option key={each} value={each}>
              {fileName(each)}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

type SourceProps = {
  readonly replayed: Replayed;
  readonly file: string;
  readonly marks: ReturnType<typeof marksAt>;
  readonly onGo: (line: number, step: 1 | -1) => void;
};

function Source({ replayed, file, marks, onGo }: SourceProps) {
  const looks = looksOf(replayed.asked);
  const line = useCode((state) => state.line);
  const list = useBreakpoints((state) => state.list);
  const breakpoints = useMemo(
    () => new Set(list.flatMap(({ what }) => (what.type === 'line' && what.file === file ? what.line : []))),
    [list, file],
  );
  const [loaded, setLoaded] = useState<{ readonly text: string } | { readonly problem: string } | null>(null);
  useEffect(() => {
    let current = true;
    looks.source(file).then(
      (text) => current && setLoaded({ text }),
      (error: unknown) => current && setLoaded({ problem: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      current = false;
    };
  }, [looks, file]);
  if (loaded === null) return null;
  if ('problem' in loaded) return <p className={stale.problem}>{loaded.problem}</p>;
  return (
    <SourceView
      file={file}
      text={loaded.text}
      marks={marks}
      line={line}
      breakpoints={breakpoints}
      onBreakpoint={(at) => toggleBreakpoint({ type: 'line', file, line: at })}
      onGo={onGo}
    />
  );
}
