import { memo } from 'react';
import { countText, durationText } from '../../engine/model/duration.ts';
import { calledOf } from '../../engine/model/operation-name.ts';
import { finalStatusOf, kindOf, NONE, reasonOf } from '../../engine/model/outline.ts';
import { KindGlyph } from '../ui/kind-glyph.tsx';
import { lineText } from '../ui/plain-text.ts';
import { statusLook } from '../ui/statuses.ts';
import tones from '../ui/tones.module.css';
import type { Pair } from '../session/compare/pair.ts';
import {
  letters,
  paired,
  rowSays,
  type SideName,
  standing,
  tookDifference,
  durationMs,
} from '../session/compare/row-facts.ts';
import styles from './pair-list.module.css';

type PairRowProps = {
  readonly pair: Pair;
  readonly row: number;
  readonly id: string;
  readonly line: number;
  readonly top: number;
  readonly current: boolean;
};

/** Two operations beside each other with their differences in between. A side without an operation is hatched. */
export const PairRow = memo(function PairRow({ pair, row, id, line, top, current }: PairRowProps) {
  return (
    <div
      id={id}
      className={styles.row}
      role="row"
      aria-rowindex={line + 3}
      aria-selected={current}
      aria-current={current || undefined}
      data-row={row}
      data-sign={rowSays(pair, row).sign}
      style={{ top }}
    >
      <Side pair={pair} row={row} side="left" />
      <Between pair={pair} row={row} />
      <Side pair={pair} row={row} side="right" />
    </div>
  );
});

function Side({ pair, row, side }: { readonly pair: Pair; readonly row: number; readonly side: SideName }) {
  const operation = standing(pair, row, side);
  if (operation === NONE) return <Gap pair={pair} row={row} side={side} />;
  const { outline } = pair[side];
  const name = lineText(calledOf(outline, operation), 200);
  const { icon: Glyph, tone, word } = statusLook(finalStatusOf(outline, operation));
  return (
    <span role="gridcell" className={styles.side} data-side={side}>
      <KindGlyph kind={kindOf(outline, operation)} size={14} spoken />
      <span className={styles.name} title={name}>
        {name}
      </span>
      <Glyph size={13} className={tones.status} data-tone={tone} role="img" aria-label={word} />
      <span className={styles.facts}>{factsOf(pair[side], operation)}</span>
      <span className={styles.seq}>{countText(outline.operations.openedAt[operation] ?? 0)}</span>
    </span>
  );
}

/** `failed · CardDeclined · 3 attempts · 1.2 s` */
function factsOf(side: Pair[SideName], operation: number): string {
  const { outline } = side;
  const attempts = outline.operations.attempts[operation] ?? 0;
  const took = durationMs(side, operation);
  const facts = [
    statusLook(finalStatusOf(outline, operation)).word,
    lineText(reasonOf(outline, operation), 60),
    attempts > 1 ? `${countText(attempts)} attempts` : '',
    took === null ? '' : durationText(took),
  ];
  return facts.filter((fact) => fact !== '').join(' · ');
}

/** An empty half; for a moved operation, the place where it is instead. */
function Gap({ pair, row, side }: { readonly pair: Pair; readonly row: number; readonly side: SideName }) {
  const other = pair.comparison.rows.other[row] ?? NONE;
  const words =
    other === NONE
      ? `not in ${letters[side]}`
      : `${letters[side]} has it ${other < row ? '↑ further up' : '↓ further down'}`;
  return (
    <span role="gridcell" className={styles.gap} data-side={side}>
      <span className={styles.gapWords}>{words}</span>
    </span>
  );
}

/** Number of letters for chips in the narrowest window. */
const roomLetters = 20;

function shownOf(changes: readonly string[]): readonly string[] {
  let letters = 0;
  const shown = changes.filter((change) => (letters += change.length + 2) <= roomLetters);
  return shown.length === changes.length ? changes : shown.slice(0, Math.max(1, Math.min(shown.length, 2)));
}

function Between({ pair, row }: { readonly pair: Pair; readonly row: number }) {
  const { sign, words, changes } = rowSays(pair, row);
  const [left, right] = [paired(pair, row, 'left'), paired(pair, row, 'right')];
  const took = tookDifference(pair, durationMs(pair.left, left), durationMs(pair.right, right));
  const shown = shownOf(changes);
  const more = changes.length - shown.length;
  return (
    <span
      role="gridcell"
      className={styles.between}
      title={[words, changes.join(', ')].filter((text) => text !== '').join(': ')}
    >
      <span className={styles.what}>
        <b className={styles.sign} aria-hidden>
          {sign}
        </b>
        {sign === '≠' ? <span className={styles.unseen}>differs in</span> : <span>{words}</span>}
        {shown.map((change) => (
          <span key={change} className={styles.chip}>
            {change}
          </span>
        ))}
        {more > 0 ? <span className={styles.chip}>+{more}</span> : null}
      </span>
      {took === null ? null : (
        <span className={styles.took} aria-label={`B − A: ${took.ms} ${took.share}`}>
          {took.ms} {took.share === '' ? null : <span className={styles.share}>({took.share})</span>}
        </span>
      )}
    </span>
  );
}
