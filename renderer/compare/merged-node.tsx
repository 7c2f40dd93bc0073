import { memo } from 'react';
import type { Node, NodeProps } from '@xyflow/react';
import { countText, durationText } from '../../engine/model/duration.ts';
import type { OperationStatus, RunStatus } from '../../engine/model/effect.ts';
import type { RunSummary } from '../../engine/model/run.ts';
import { finalStatusOf, NONE } from '../../engine/model/outline.ts';
import { KindGlyph } from '../ui/kind-glyph.tsx';
import { lineText } from '../ui/plain-text.ts';
import { statusLook } from '../ui/statuses.ts';
import tones from '../ui/tones.module.css';
import { goToRow, toggleStretch, useCompare } from '../session/compare/compare-state.ts';
import type { MergedNode } from './merged-graph.ts';
import type { Pair } from '../session/compare/pair.ts';
import {
  kindOfRow,
  letters,
  nameOfRow,
  rowSays,
  type SideName,
  sides,
  stretchText,
  standing,
  durationMs,
} from '../session/compare/row-facts.ts';
import styles from './graph-view.module.css';

export type MergedFlowNode = Node<{ readonly pair: Pair; readonly node: MergedNode }, 'merged'>;

/** An operation of both runs or of one, a fold, or an end of the runs. */
export const MergedNodeView = memo(function MergedNodeView({ data: { pair, node } }: NodeProps<MergedFlowNode>) {
  return node.end === undefined ? <RowNode pair={pair} node={node} /> : <EndNode pair={pair} node={node} />;
});

type NodeViewProps = { readonly pair: Pair; readonly node: MergedNode };

/** A click moves the cursor to it, or opens a fold. */
function RowNode({ pair, node }: NodeViewProps) {
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
    : factsOf(pair, node)
        .map(({ said }) => said)
        .join(' · ');
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
      <span className={styles.facts}>{fold ? facts : <Facts facts={factsOf(pair, node)} />}</span>
    </button>
  );
}

/** Where both runs begin; how they ended, or one of them, where they ended differently. */
function EndNode({ pair, node: { type, end } }: NodeViewProps) {
  const own = sides.filter((side) => type === 'same' || type === side);
  const first = pair[own[0] ?? 'left'].summary;
  const { word, icon: Glyph, tone } = statusLook(first.status);
  const facts = own.map((side) => ({ ...factOf(side, pair[side].summary.status, spanOf(pair[side].summary)) }));
  return (
    <div className={styles.node} data-end={end} data-sign={own.length === 1 ? '≠' : '='}>
      <span className={styles.name}>
        {end === 'start' ? null : <Glyph size={13} className={tones.status} data-tone={tone} aria-hidden />}
        <span className={styles.text} data-word>
          {end === 'start' ? 'Started' : word}
        </span>
      </span>
      <span className={styles.facts}>
        {end === 'start' ? lineText(first.workflowType ?? '', 60) : <Facts facts={facts} />}
      </span>
    </div>
  );
}

function spanOf({ startedAtMs, endedAtMs }: RunSummary): number | null {
  return startedAtMs === null || endedAtMs === null ? null : endedAtMs - startedAtMs;
}

type Fact = {
  readonly side: SideName;
  readonly status: OperationStatus | RunStatus;
  readonly took: string;
  readonly said: string;
};

/** How it went in A and in B: letter, glyph, duration. The words are in the tooltip. */
function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return facts.map(({ side, status, took }) => {
    const { icon: Glyph, tone, word } = statusLook(status);
    return (
      <span key={side} className={styles.fact}>
        <b>{letters[side]}</b>
        <Glyph size={12} className={tones.status} data-tone={tone} role="img" aria-label={word} />
        {took}
      </span>
    );
  });
}

function factOf(side: SideName, status: OperationStatus | RunStatus, durationMs: number | null): Fact {
  const took = durationMs === null ? '' : durationText(durationMs);
  return { side, status, took, said: `${letters[side]} ${statusLook(status).word} ${took}`.trimEnd() };
}

function factsOf(pair: Pair, { row }: MergedNode): readonly Fact[] {
  return sides.flatMap((side) => {
    const operation = standing(pair, row, side);
    if (operation === NONE) return [];
    const { outline } = pair[side];
    return [factOf(side, finalStatusOf(outline, operation), durationMs(pair[side], operation))];
  });
}
