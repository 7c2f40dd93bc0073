import { type ComponentType, useMemo, useState } from 'react';
import { callText, type Course, type CourseRow } from '../../engine/model/replay/call.ts';
import { countText } from '../../engine/model/duration.ts';
import type { Seq } from '../../engine/model/event.ts';
import type { SourcePosition } from '../../engine/model/replay/verdict.ts';
import { type CourseLine, courseLines } from './course-lines.ts';
import { lineText } from './plain-text.ts';
import styles from './courses-table.module.css';

type Shows = {
  readonly Event: ComponentType<{ readonly seq: Seq }>;
  readonly Place: ComponentType<{ readonly place: SourcePosition }>;
};
type CoursesTableProps = Shows & {
  readonly rows: readonly CourseRow[];
  /** How the code's own comes to its end. */
  readonly end: Course['end'] | null;
};

const most = 1000;

/** The recorded history beside that of the code when it decides for itself: the same calls in one row, gaps where a side has none. */
export function CoursesTable({ rows, end, ...shows }: CoursesTableProps) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const lines = useMemo(() => courseLines(rows, opened), [rows, opened]);
  const endRow = rows.findLastIndex(({ now }) => now !== null) + 1;
  const ending = end === null ? undefined : ends[end];
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">As recorded</th>
          <th scope="col">With this code</th>
        </tr>
      </thead>
      <tbody>
        {lines
          .slice(0, most)
          .map((line) =>
            line.type === 'fold' ? (
              <Fold
                key={`fold ${line.first}`}
                count={line.count}
                onOpen={() => setOpened(new Set([...opened, line.first]))}
              />
            ) : (
              <Row key={line.index} line={line} endsHere={line.index === endRow ? ending : undefined} {...shows} />
            ),
          )}
        {lines.length > most ? (
          <tr>
            <td colSpan={2} className={styles.none}>{`${countText(lines.length - most)} more are not listed.`}</td>
          </tr>
        ) : null}
        {endRow < rows.length || ending === undefined ? null : (
          <tr>
            <td />
            <td className={styles.none}>{ending}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

const ends: Readonly<Record<Course['end'], string | undefined>> = {
  ended: undefined,
  waits: 'waits here, for what the history does not bring',
  throws: 'throws here, and goes no further',
  goesOn: 'goes on, and was not followed further',
};

function Fold({ count, onOpen }: { readonly count: number; readonly onOpen: () => void }) {
  return (
    <tr>
      <td colSpan={2}>
        <button type="button" className={styles.fold} onClick={onOpen}>
          {`${countText(count)} calls that both make`}
        </button>
      </td>
    </tr>
  );
}

type RowProps = Shows & {
  readonly line: Extract<CourseLine, { type: 'row' }>;
  /** In words, where the code comes to its end before this row. */
  readonly endsHere: string | undefined;
};

function Row({ line: { row, differs, elsewhere }, endsHere, Event, Place }: RowProps) {
  const { recorded, now } = row;
  const place = now?.source[0];
  const isHere = elsewhere?.now?.source[0];
  return (
    <tr data-differs={differs || undefined}>
      <td>
        <span className={styles.sign}>{recorded === null ? '+' : now === null ? '−' : ''}</span>
        {recorded !== null ? (
          <>
            <Event seq={recorded.seq} /> {lineText(callText(recorded), 160)}
          </>
        ) : elsewhere?.recorded ? (
          <span className={styles.none}>
            moved from <Event seq={elsewhere.recorded.seq} />
          </span>
        ) : (
          <span className={styles.none}>–</span>
        )}
      </td>
      <td>
        {now !== null ? (
          <>
            {lineText(callText(now), 160)} {place === undefined ? null : <Place place={place} />}
          </>
        ) : elsewhere !== null ? (
          <span className={styles.none}>
            moved{' '}
            {isHere === undefined ? (
              'elsewhere'
            ) : (
              <>
                to <Place place={isHere} />
              </>
            )}
          </span>
        ) : (
          <span className={styles.none}>{endsHere ?? '–'}</span>
        )}
      </td>
    </tr>
  );
}
