import { memo, type ReactNode } from 'react';
import { ChevronRight } from 'lucide-react';
import { moveTo } from '../session.ts';
import { manyLines, oneLine } from '../ui/plain-text.ts';
import { previewText, valueText } from './row-text.ts';
import type { TreeRow } from './tree-rows.ts';
import styles from './payload-tree.module.css';

/** Beside a key no longer than this its value has room enough, on lines of its own where it is long. */
const shortKey = 12;

type TreeRowViewProps = {
  readonly row: TreeRow;
  readonly index: number;
  readonly domId: string;
  readonly active: boolean;
  readonly aside?: ReactNode;
  readonly actions: ReactNode;
};

export const TreeRowView = memo(function TreeRowView({ row, index, domId, active, aside, actions }: TreeRowViewProps) {
  return (
    <div
      role="treeitem"
      id={domId}
      data-row={index}
      className={styles.row}
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-selected={active}
      aria-expanded={row.open ?? undefined}
      style={{ paddingLeft: row.depth * 12 }}
    >
      {row.shape === 'block' ? <BlockLine row={row} /> : <ValueLine row={row} aside={aside} />}
      {actions}
    </div>
  );
});

function BlockLine({ row }: { readonly row: TreeRow }) {
  const text = typeof row.value === 'string' ? row.value : '';
  return <pre className={styles.block}>{manyLines(text.endsWith('\n') ? text.slice(0, -1) : text)}</pre>;
}

function ValueLine({ row, aside }: { readonly row: TreeRow; readonly aside: ReactNode }) {
  return (
    <>
      <span className={styles.chevron} data-open={row.open ?? undefined}>
        {row.open === null ? null : <ChevronRight size={12} aria-hidden />}
      </span>
      <span className={styles.line} data-short={String(row.key).length <= shortKey || undefined}>
        <span className={styles.key}>{typeof row.key === 'string' ? oneLine(row.key, 200) : row.key}</span>
        <Value row={row} />
        {aside}
      </span>
    </>
  );
}

function Value({ row }: { readonly row: TreeRow }) {
  const { text, more } = valueText(row);
  const { link, open } = row;
  if (link !== null) {
    const go = () => moveTo(link);
    return (
      <button type="button" tabIndex={-1} className={styles.link} title={`Go to event ${link}`} onClick={go}>
        {text}
      </button>
    );
  }
  return (
    <span className={styles.value} data-shape={row.shape} data-open={open ?? undefined}>
      {open === true && row.shape === 'string' ? <span className={styles.faint}>text</span> : text}
      {more === null || open === true ? null : <span className={styles.faint}>{more}</span>}
      {open === false ? <span className={styles.faint}> {previewText(row)}</span> : null}
      {row.tag === null ? null : (
        <span className={styles.tag}>{oneLine(row.tag.replace('json/plain', 'json'), 60)}</span>
      )}
      {row.note === null ? null : <span className={styles.note}>{oneLine(row.note)}</span>}
    </span>
  );
}
