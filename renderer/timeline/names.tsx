import { memo } from 'react';
import { countUpTo, openedCount } from '../../engine/model/cursor.ts';
import { finalStatusOf, kindOf, nameOf, type Outline } from '../../engine/model/outline.ts';
import { useSession } from '../session.ts';
import { kindLook } from '../ui/kinds.ts';
import { lineText } from '../ui/line-text.ts';
import { statusLook } from '../ui/statuses.ts';
import type { RowSpan } from './rows.ts';
import styles from './names.module.css';

/** The element of an operation's row, for `aria-activedescendant`. */
export function optionId(operation: number): string {
  return `timeline-row-${operation}`;
}

type NamesProps = { readonly outline: Outline; readonly span: RowSpan; /** No more rows than this are in view. */ readonly pool: number };

/** As many elements as rows are in view, whatever the run holds: a row that leaves gives its element to one that comes. */
export function Names({ outline, span, pool }: NamesProps) {
  const operations = useSession((session) => session.visible.operations);
  const selected = useSession((session) => session.selected);
  // Rows are in order of opening: where the future begins is one number, and only what changes in view is drawn anew.
  const future = useSession((session) => clampTo(span, countUpTo(session.visible.operations, openedCount(outline, session.cursor) - 1)));
  const shown = operations.subarray(span.first, span.end);
  return Array.from(shown, (operation, i) => (
    <NameRow
      key={(span.first + i) % pool}
      outline={outline}
      operation={operation}
      row={span.first + i}
      rows={operations.length}
      selected={operation === selected}
      future={span.first + i >= future}
    />
  ));
}

function clampTo({ first, end }: RowSpan, row: number): number {
  return Math.max(first, Math.min(row, end));
}

type NameRowProps = {
  readonly outline: Outline;
  readonly operation: number;
  readonly row: number;
  readonly rows: number;
  readonly selected: boolean;
  readonly future: boolean;
};

const NameRow = memo(function NameRow({ outline, operation, row, rows, selected, future }: NameRowProps) {
  const { icon: Icon, role, label } = kindLook(kindOf(outline, operation));
  const { word } = statusLook(finalStatusOf(outline, operation));
  const attempts = outline.operations.attempts[operation] ?? 0;
  return (
    <div
      role="option"
      id={optionId(operation)}
      aria-selected={selected}
      aria-posinset={row + 1}
      aria-setsize={rows}
      className={styles.row}
      data-future={future || undefined}
      data-operation={operation}
    >
      <Icon size={13} className={styles.icon} style={{ color: `var(--${role})` }} aria-hidden />
      <span className={styles.name}>{lineText(nameOf(outline, operation)) || '(no name)'}</span>
      {attempts > 1 ? <span className={styles.attempts}>×{attempts}</span> : null}
      <span className={styles.spoken}>
        , {label}, {future ? 'not yet begun' : word}
        {attempts > 1 ? `, ${attempts} attempts` : ''}
      </span>
    </div>
  );
});
