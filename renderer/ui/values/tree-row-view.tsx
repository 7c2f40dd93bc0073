import { memo, type ReactNode } from 'react';
import { countText } from '../../../engine/model/duration.ts';
import { ChevronRight } from 'lucide-react';
import { moveTo } from '../../session/session.ts';
import { manyLines, oneLine } from '../plain-text.ts';
import { previewText, valueText } from './row-text.ts';
import type { TreeRow } from './tree-rows.ts';
import styles from './payload-tree.module.css';

/** Maximum key length in characters that leaves a long value enough room beside the key. */
const shortKey = 12;

type TreeRowViewProps = {
  readonly row: TreeRow;
  readonly index: number;
  readonly domId: string;
  readonly active: boolean;
  /** True where the row matches the search. */
  readonly found: boolean;
  readonly aside?: ReactNode;
  readonly actions: ReactNode;
};

/** One component with constant elements: another event changes their texts and creates few new ones. */
export const TreeRowView = memo(function TreeRowView({
  row,
  index,
  domId,
  active,
  found,
  aside,
  actions,
}: TreeRowViewProps) {
  return (
    <div
      role="treeitem"
      id={domId}
      data-row={index}
      data-found={found || undefined}
      className={row.shape === 'block' ? styles.blockRow : styles.row}
      data-short={String(row.key).length <= shortKey || undefined}
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-selected={active}
      aria-expanded={row.open ?? undefined}
      style={indents[row.depth] ?? indentOf(row.depth)}
    >
      {row.shape === 'block' ? blockOf(row) : lineOf(row, aside)}
      {actions}
    </div>
  );
});

/** Room for the chevron, in px. */
const CHEVRON = 14;

function indentOf(depth: number): { readonly paddingLeft: number } {
  return { paddingLeft: CHEVRON + depth * 12 };
}

/** Created once: React skips the comparison of identical objects. */
const indents = Array.from({ length: 12 }, (_, depth) => indentOf(depth));
const chevron = <ChevronRight size={12} aria-hidden />;

function blockOf({ value }: TreeRow): ReactNode {
  const text = typeof value === 'string' ? value : '';
  return <pre className={styles.block}>{manyLines(text.endsWith('\n') ? text.slice(0, -1) : text)}</pre>;
}

function lineOf(row: TreeRow, aside: ReactNode): ReactNode {
  return (
    <>
      {row.open === null ? null : (
        <span className={styles.chevron} data-open={row.open}>
          {chevron}
        </span>
      )}
      <span className={styles.key}>{typeof row.key === 'string' ? oneLine(row.key, 200) : row.key}</span>
      {row.link === null ? valueOf(row) : linkOf(row.link)}
      {aside}
    </>
  );
}

function linkOf(seq: number): ReactNode {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.link}
      title={`Go to event #${countText(seq)}`}
      onClick={() => moveTo(seq)}
    >
      {seq}
    </button>
  );
}

function valueOf(row: TreeRow): ReactNode {
  const { text, more } = valueText(row);
  const { open, shape, tag, note } = row;
  return (
    <span className={styles.value} data-shape={shape} data-open={open ?? undefined}>
      {open === true && shape === 'string' ? <span className={styles.faint}>text</span> : text}
      {more === null || open === true ? null : <span className={styles.faint}>{more}</span>}
      {open === false ? <span className={styles.faint}> {previewText(row)}</span> : null}
      {tag === null ? null : <span className={styles.tag}>{oneLine(tag.replace('json/plain', 'json'), 60)}</span>}
      {note === null ? null : <span className={styles.note}>{oneLine(note)}</span>}
    </span>
  );
}
