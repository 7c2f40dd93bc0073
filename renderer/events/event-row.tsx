import { memo } from 'react';
import { Circle, CircleDot, Rewind, TriangleAlert, X } from 'lucide-react';
import { countText, durationText } from '../../engine/model/duration.ts';
import { hasFlag, kindOf, nameOf, NONE, type Outline, timeOf, typeOf } from '../../engine/model/outline.ts';
import { clockText, sinceText } from '../ui/clock.ts';
import { kindLook } from '../ui/kinds.ts';
import { lineText } from '../ui/line-text.ts';
import { backwardMs, startOf, tookText, warningsAt } from './row-facts.ts';
import styles from './event-list.module.css';

type EventRowProps = {
  readonly id: string;
  readonly outline: Outline;
  readonly seq: number;
  readonly line: number;
  readonly top: number;
  /** Undefined while it is fetched. */
  readonly summary: string | undefined;
  readonly current: boolean;
  /** The cursor stands behind this row, on an event that the filter hides. */
  readonly after: boolean;
  readonly future: boolean;
  /** Of the selected operation. */
  readonly own: boolean;
  readonly match: boolean;
  readonly utc: boolean;
};

export const EventRow = memo(function EventRow(props: EventRowProps) {
  const { id, outline, seq, line, top, summary, current, after, future, own, match, utc } = props;
  const atMs = timeOf(outline, seq);
  const type = lineText(typeOf(outline, seq), 80);
  return (
    <div
      id={id}
      className={styles.row}
      role="row"
      aria-rowindex={line + 2}
      aria-current={current ? 'true' : undefined}
      aria-selected={own}
      data-seq={seq}
      data-after={after || undefined}
      data-future={future || undefined}
      data-match={match || undefined}
      style={{ top }}
    >
      <span role="gridcell" className={styles.seq}>
        {countText(seq)}
      </span>
      <span role="gridcell" className={styles.clock}>
        <Backward outline={outline} seq={seq} />
        {atMs === null ? '–' : clockText(atMs, utc)}
      </span>
      <span role="gridcell" className={styles.since}>
        {atMs === null ? '' : sinceText(atMs, startOf(outline))}
      </span>
      <span role="gridcell" className={styles.type} title={type}>
        <KindGlyph outline={outline} seq={seq} />
        <span className={styles.name} data-bad={hasFlag(outline, seq, 'bad') || undefined}>
          {type}
        </span>
        <Marks outline={outline} seq={seq} />
      </span>
      <Summary outline={outline} seq={seq} summary={summary} />
      <span role="gridcell" className={styles.hint}>
        {tookText(outline, seq)}
      </span>
    </div>
  );
});

type AtEvent = { readonly outline: Outline; readonly seq: number };

/** Until the summary is here the operation's name stands in its place, so that no row is ever blank. */
function Summary({ outline, seq, summary }: AtEvent & { readonly summary: string | undefined }) {
  const operation = outline.operation[seq - 1] ?? NONE;
  const text = lineText(summary ?? (operation === NONE ? '' : nameOf(outline, operation)));
  return (
    <span role="gridcell" className={styles.summary} title={text} data-waiting={summary === undefined || undefined}>
      {text}
    </span>
  );
}

function KindGlyph({ outline, seq }: AtEvent) {
  const operation = outline.operation[seq - 1] ?? NONE;
  if (operation === NONE) {
    const Glyph = hasFlag(outline, seq, 'runs') ? CircleDot : Circle;
    return <Glyph size={13} className={styles.glyph} aria-hidden />;
  }
  const { role, icon: Glyph } = kindLook(kindOf(outline, operation));
  return <Glyph size={13} className={styles.glyph} data-role={role} aria-hidden />;
}

function Marks({ outline, seq }: AtEvent) {
  const warnings = hasFlag(outline, seq, 'warned') ? warningsAt(outline, seq) : [];
  return (
    <>
      {hasFlag(outline, seq, 'bad') ? <X size={13} className={styles.bad} role="img" aria-label="failed" /> : null}
      {warnings.length === 0 ? null : (
        <span title={warnings.join('\n')} className={styles.warned}>
          <TriangleAlert size={13} role="img" aria-label={`warning: ${warnings.join('; ')}`} />
        </span>
      )}
    </>
  );
}

function Backward({ outline, seq }: AtEvent) {
  const back = backwardMs(outline, seq);
  if (back === null) return null;
  const words = `The clock runs back by ${durationText(back)} here`;
  return (
    <span title={words} className={styles.warned}>
      <Rewind size={12} role="img" aria-label={words} />
    </span>
  );
}
