import { useMemo } from 'react';
import { callText, type CourseRow, isSameCall } from '../../engine/model/replay/call.ts';
import { Section } from '../ui/section.tsx';
import { oneLine } from '../ui/plain-text.ts';
import { SeqLink } from '../ui/seq-link.tsx';
import { PlaceLink } from './place-link.tsx';
import styles from './courses-section.module.css';

const most = 500;

/** Both histories, call by call: the recorded one, and that of the code deciding for itself. */
export function CoursesSection({ rows }: { readonly rows: readonly CourseRow[] }) {
  const differing = useMemo(() => rows.filter((row) => !isSame(row)).length, [rows]);
  if (rows.length === 0 || differing === 0) return null;
  return (
    <Section id="code-courses" title="Both histories" aside={`${differing} calls differ`}>
      <table className={styles.rows}>
        <thead>
          <tr>
            <th scope="col">As recorded</th>
            <th scope="col">With this code</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map((row, index) => (
            <Row key={index} row={row} />
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function isSame({ recorded, now }: CourseRow): boolean {
  return recorded !== null && now !== null && isSameCall(recorded, now);
}

function Row({ row }: { readonly row: CourseRow }) {
  const { recorded, now } = row;
  const [place] = now?.source ?? [];
  return (
    <tr data-differs={!isSame(row) || undefined}>
      <td>
        {recorded === null ? (
          <span className={styles.none}>–</span>
        ) : (
          <>
            <SeqLink seq={recorded.seq} /> {oneLine(callText(recorded), 80)}
          </>
        )}
      </td>
      <td>
        {now === null ? (
          <span className={styles.none}>–</span>
        ) : (
          <>
            {oneLine(callText(now), 80)}{' '}
            {place === undefined ? null : <PlaceLink place={{ file: place.file, line: place.line }} />}
          </>
        )}
      </td>
    </tr>
  );
}
