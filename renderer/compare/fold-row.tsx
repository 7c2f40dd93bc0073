import { memo, useMemo } from 'react';
import { ChevronRight } from 'lucide-react';
import { countText } from '../../engine/model/duration.ts';
import { lineText } from '../ui/plain-text.ts';
import type { Pair } from '../session/compare/pair.ts';
import { stretchText } from '../session/compare/row-facts.ts';
import styles from './pair-list.module.css';

type FoldRowProps = {
  readonly pair: Pair;
  readonly row: number;
  readonly count: number;
  readonly opened: boolean;
  readonly id: string;
  readonly line: number;
  readonly top: number;
  readonly current: boolean;
};

/** A stretch of equal rows in one line, or the heading of an opened stretch. */
export const FoldRow = memo(function FoldRow({ pair, row, count, opened, id, line, top, current }: FoldRowProps) {
  const names = useMemo(
    () =>
      lineText(
        stretchText(pair, count, (i) => row + i),
        300,
      ),
    [pair, row, count],
  );
  return (
    <div
      id={id}
      className={styles.fold}
      role="row"
      aria-rowindex={line + 3}
      aria-expanded={opened}
      aria-selected={current}
      aria-current={current || undefined}
      data-row={row}
      data-fold
      style={{ top }}
    >
      <span role="gridcell" aria-colspan={3} className={styles.foldCell} title={names}>
        <ChevronRight size={12} className={styles.chevron} aria-hidden />
        <b>{countText(count)} the same</b>
        <span className={styles.foldNames}>{names}</span>
      </span>
    </div>
  );
});
