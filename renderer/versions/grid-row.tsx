import { memo } from 'react';
import { shownStatus } from '../../engine/model/run.ts';
import { Asterisk } from 'lucide-react';
import { countText } from '../../engine/model/duration.ts';
import { lineText } from '../ui/plain-text.ts';
import { statusLook } from '../ui/statuses.ts';
import tones from '../ui/tones.module.css';
import { cellWord, checkedIn, type Column, versionName } from '../session/versions/columns.ts';
import { type HeadingLine, type HistoryLine, nameOf } from '../session/versions/matrix-rows.ts';
import { useVersions } from '../session/versions/versions-state.ts';
import { driftsOf, VerdictMark } from './verdict-mark.tsx';
import { placeText } from './place-text.ts';
import { verdictLook } from './verdict-looks.ts';
import styles from './matrix-grid.module.css';

type RowBox = { readonly id: string; readonly index: number; readonly top: number };

/** The heading of the histories that share a cause. */
export function HeadingRow({ line, id, index, top }: RowBox & { readonly line: HeadingLine }) {
  const { name, count, cause } = line;
  const path = useVersions((state) => state.path);
  const code = useVersions((state) => state.columns[line.column]?.code);
  const { icon: Glyph, tone, word } = verdictLook(cause?.verdict ?? 'waiting');
  return (
    <div id={id} className={styles.heading} role="row" aria-rowindex={index + 2} style={{ top }}>
      <span role="gridcell" className={styles.headingCell} title={lineText(cause?.remedy ?? name, 2000)}>
        {cause === null ? null : (
          <Glyph size={14} className={tones.status} data-tone={tone} role="img" aria-label={word} />
        )}
        <span className={styles.cause}>{lineText(name, 300)}</span>
        {cause === null || cause.source === null ? null : (
          <code className={styles.place}>{placeText(cause.source, path)}</code>
        )}
        {cause === null || code === undefined ? null : (
          <span className={styles.dim}>{lineText(versionName(code, path), 40)}</span>
        )}
        <span className={styles.count}>{countText(count)}</span>
      </span>
    </div>
  );
}

type HistoryRowProps = RowBox & { readonly line: HistoryLine; readonly columns: readonly Column[] };

export const HistoryRow = memo(function HistoryRow({ line, columns, id, index, top }: HistoryRowProps) {
  const { run, showsCause } = line;
  const here = useVersions((state) => state.cursor.run === run.runId);
  const { icon: Glyph, tone, word } = statusLook(shownStatus(run));
  const name = lineText(nameOf(run), 200);
  return (
    <div
      id={id}
      className={styles.row}
      role="row"
      aria-rowindex={index + 2}
      data-run={run.runId}
      data-here={here || undefined}
      style={{ top }}
    >
      <span role="rowheader" className={styles.history} title={`${name}\nRun ${lineText(run.runId)}`}>
        <Glyph size={13} className={tones.status} data-tone={tone} role="img" aria-label={word} />
        <span className={styles.name}>{name}</span>
        {showsCause ? (
          <Asterisk size={12} className={styles.few} role="img" aria-label="one of the few that show every cause" />
        ) : null}
        <span className={styles.dim}>{countText(run.events)}</span>
      </span>
      {columns.map((column, place) => (
        <Cell key={column.code} column={column} run={run.runId} place={place} id={`${id}-${place}`} />
      ))}
    </div>
  );
});

type CellProps = { readonly column: Column; readonly run: string; readonly place: number; readonly id: string };

function Cell({ column, run, place, id }: CellProps) {
  const current = useVersions(({ cursor }) => cursor.run === run && cursor.column === place);
  const checked = checkedIn(column, run);
  const word = cellWord(column, run);
  const seq = checked?.outcome === 'replayed' ? checked.report.seq : null;
  return (
    <span
      id={id}
      role="gridcell"
      className={styles.cell}
      aria-selected={current}
      data-column={place}
      title={verdictLook(word).says}
    >
      <VerdictMark word={word} drifts={driftsOf(checked)} />
      {seq === null ? null : (
        <span className={styles.seq} title={`at event ${seq}`}>
          {countText(seq)}
        </span>
      )}
    </span>
  );
}
