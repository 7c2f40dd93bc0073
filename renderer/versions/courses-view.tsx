import { useEffect, useState } from 'react';
import { callText, type CourseRow } from '../../engine/model/replay/call.ts';
import { countText } from '../../engine/model/duration.ts';
import { ask } from '../session/engine.ts';
import { useVersions } from '../session/versions/versions-state.ts';
import { lineText } from '../ui/plain-text.ts';
import { placeText } from './place-text.ts';
import styles from './found-view.module.css';

const most = 1000;
type Loaded = { readonly rows: readonly CourseRow[] } | { readonly problem: string };

/** The recorded history beside the code's own, the same calls in one row, with gaps for missing calls. */
export function CoursesView({ run, code }: { readonly run: string; readonly code: string }) {
  const path = useVersions((state) => state.path);
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  useEffect(() => {
    let current = true;
    setLoaded(null);
    ask('replayRun', { run, code, workflow: null, remember: false }).then(
      ({ rows }) => current && setLoaded({ rows }),
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
  return (
    <table className={`${styles.table} ${styles.courses}`}>
      <thead>
        <tr>
          <th scope="col">As recorded</th>
          <th scope="col">With this code</th>
          <th scope="col">Line</th>
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, most).map(({ recorded, now }, index) => (
          <tr key={index} data-differs={recorded === null || now === null || undefined}>
            <td>
              <span className={styles.sign}>{recorded === null ? '+' : now === null ? '−' : ''}</span>
              {recorded === null ? '–' : `${countText(recorded.seq)} ${lineText(callText(recorded), 160)}`}
            </td>
            <td>{now === null ? '–' : lineText(callText(now), 160)}</td>
            <td>{now?.source[0] === undefined ? '' : <code>{placeText(now.source[0], path)}</code>}</td>
          </tr>
        ))}
      </tbody>
      {rows.length > most ? (
        <caption className={styles.more}>{countText(rows.length - most)} more calls are not listed.</caption>
      ) : null}
    </table>
  );
}
