import { useEffect, useState } from 'react';
import type { ReplayReport } from '../../engine/model/replay/replay-report.ts';
import type { Seq } from '../../engine/model/event.ts';
import type { SourcePosition } from '../../engine/model/replay/verdict.ts';
import { countText } from '../../engine/model/duration.ts';
import { ask } from '../session/engine.ts';
import { useVersions } from '../session/versions/versions-state.ts';
import { CoursesTable } from '../ui/courses-table.tsx';
import { lineText } from '../ui/plain-text.ts';
import { placeText } from './place-text.ts';
import styles from './found-view.module.css';

type Loaded = Pick<ReplayReport, 'rows' | 'end'> | { readonly problem: string };

/** The recorded history beside the code's own, the same calls in one row, with gaps for missing calls. */
export function CoursesView({ run, code }: { readonly run: string; readonly code: string }) {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  useEffect(() => {
    let current = true;
    setLoaded(null);
    ask('replayRun', { run, code, workflow: null, remember: false }).then(
      (report) => current && setLoaded(report),
      (error: unknown) => current && setLoaded({ problem: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      current = false;
    };
  }, [run, code]);
  if (loaded === null) return <p className={styles.says}>Reading …</p>;
  if ('problem' in loaded) return <p className={styles.says}>{lineText(loaded.problem, 600)}</p>;
  const { rows } = loaded;
  if (rows.length === 0)
    return <p className={styles.says}>Both are the same, call by call: the code asks for what the history holds.</p>;
  return <CoursesTable rows={rows} end={loaded.end} Event={EventNumber} Place={PlaceCode} />;
}

function EventNumber({ seq }: { readonly seq: Seq }) {
  return countText(seq);
}

function PlaceCode({ place }: { readonly place: SourcePosition }) {
  const path = useVersions((state) => state.path);
  return <code>{placeText(place, path)}</code>;
}
