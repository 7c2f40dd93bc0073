import { memo } from 'react';
import type { Node, NodeProps } from '@xyflow/react';
import { countText, durationText } from '../../engine/model/duration.ts';
import { finalStatusOf, NONE } from '../../engine/model/outline.ts';
import { KindGlyph } from '../ui/kind-glyph.tsx';
import { lineText } from '../ui/plain-text.ts';
import { statusLook } from '../ui/statuses.ts';
import { goToRow, toggleStretch, useCompare } from '../session/compare/compare-state.ts';
import type { MergedNode } from './merged-graph.ts';
import type { Pair } from '../session/compare/pair.ts';
import {
  kindOfRow,
  letters,
  nameOfRow,
  rowSays,
  sides,
  stretchText,
  standing,
  tookMs,
} from '../session/compare/row-facts.ts';
import styles from './graph-view.module.css';

export type MergedFlowNode = Node<{ readonly pair: Pair; readonly node: MergedNode }, 'merged'>;

/** An operation of both runs or of one, or a fold: a click moves the cursor to it, or opens it. */
export const MergedNodeView = memo(function MergedNodeView({ data: { pair, node } }: NodeProps<MergedFlowNode>) {
  const { row, count, fold } = node;
  const current = useCompare(({ cursor }) => cursor >= row && cursor < row + count);
  const { sign, words, changes } = rowSays(pair, row);
  const name = fold
    ? `${countText(count)} the same`
    : `${lineText(nameOfRow(pair, row), 120)}${count > 1 ? ` ×${countText(count)}` : ''}`;
  const facts = fold
    ? lineText(
        stretchText(pair, count, (i) => row + i),
        120,
      )
    : factsOf(pair, node);
  return (
    <button
      type="button"
      className={`nopan ${styles.node}`}
      data-sign={sign}
      data-fold={fold || undefined}
      aria-current={current || undefined}
      aria-expanded={fold ? false : undefined}
      title={`${name}\n${[words, changes.join(', '), facts].filter((text) => text !== '').join('\n')}`}
      onClick={() => (fold ? toggleStretch(row) : goToRow(row))}
    >
      <span className={styles.name}>
        <b className={styles.sign} aria-hidden>
          {sign}
        </b>
        {fold ? null : <KindGlyph kind={kindOfRow(pair, row)} size={13} />}
        <span className={styles.text}>
          {name}
          <span className={styles.unseen}>: {[words, ...changes].join(', ')};</span>
        </span>
      </span>
      <span className={styles.facts}>{facts}</span>
    </button>
  );
});

/** `A ✓ 1.2 s · B failed 1 m 27 s` */
function factsOf(pair: Pair, { row }: MergedNode): string {
  const parts = sides.flatMap((side) => {
    const operation = standing(pair, row, side);
    if (operation === NONE) return [];
    const { outline } = pair[side];
    const took = tookMs(outline, operation);
    return [
      `${letters[side]} ${statusLook(finalStatusOf(outline, operation)).word}${took === null ? '' : ` ${durationText(took)}`}`,
    ];
  });
  return parts.join(' · ');
}
