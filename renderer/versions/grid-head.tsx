import { ArrowDown, X } from 'lucide-react';
import { lineText } from '../ui/plain-text.ts';
import { dropColumn } from '../session/versions/checking.ts';
import { type Column, versionName } from '../session/versions/columns.ts';
import type { MatrixSort } from '../session/versions/matrix-rows.ts';
import { changeMatrix, useVersions } from '../session/versions/versions-state.ts';
import { IconButton } from '../ui/icon-button.tsx';
import styles from './matrix-grid.module.css';

/** A click on a version sorts its worst results to the top; a second click sorts by the newest. */
export function GridHead() {
  const columns = useVersions((state) => state.columns);
  const sort = useVersions((state) => state.sort);
  return (
    <div className={styles.head} role="row" aria-rowindex={1}>
      <span role="columnheader" className={styles.first} aria-sort={sort === 'name' ? 'ascending' : 'none'}>
        <SortButton name="History" by="name" sort={sort} tip="Order by name" />
      </span>
      {columns.map((column, index) => (
        <Version key={column.code} column={column} index={index} sort={sort} />
      ))}
    </div>
  );
}

type VersionProps = { readonly column: Column; readonly index: number; readonly sort: MatrixSort };

function Version({ column, index, sort }: VersionProps) {
  const path = useVersions((state) => state.path);
  const only = useVersions((state) => state.columns.length === 1);
  const name = lineText(versionName(column.code, path), 80);
  return (
    <span role="columnheader" className={styles.version} aria-sort={sort === index ? 'descending' : 'none'}>
      <SortButton name={name} by={index} sort={sort} tip={`${lineText(column.code)}: the worst first`} />
      {only ? null : (
        <IconButton icon={X} label={`Drop ${name}`} size="small" onClick={() => dropColumn(column.code)} />
      )}
    </span>
  );
}

type SortButtonProps = {
  readonly name: string;
  readonly by: MatrixSort;
  readonly sort: MatrixSort;
  readonly tip: string;
};

function SortButton({ name, by, sort, tip }: SortButtonProps) {
  const on = by === sort;
  return (
    <button
      type="button"
      className={styles.sort}
      data-tip={tip}
      onClick={() => changeMatrix({ sort: on ? 'newest' : by })}
    >
      <span className={styles.sortName}>{name}</span>
      {on ? <ArrowDown size={12} aria-hidden /> : null}
    </button>
  );
}
