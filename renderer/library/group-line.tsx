import { memo } from 'react';
import { ChevronRight } from 'lucide-react';
import { countText } from '../../engine/model/duration.ts';
import { statusLook } from '../ui/statuses.ts';
import { runStatuses } from '../../engine/model/effect.ts';
import { lineText } from '../ui/plain-text.ts';
import type { GroupRow } from './rows.ts';
import styles from './run-list.module.css';

type GroupLineProps = {
  readonly row: GroupRow;
  readonly line: number;
  readonly id: string;
  readonly top: number;
  readonly height: number;
  readonly active: boolean;
};

export const GroupLine = memo(function GroupLine({ row, line, id, top, height, active }: GroupLineProps) {
  const name = wordsOf(row);
  return (
    <div
      id={id}
      className={styles.group}
      role="treeitem"
      aria-level={1}
      aria-expanded={!row.folded}
      aria-selected={false}
      data-active={active || undefined}
      data-line={line}
      style={{ top, height }}
    >
      <ChevronRight size={12} className={styles.chevron} aria-hidden />
      <span className={styles.groupName} title={name}>
        {name}
      </span>
      <span className={styles.count}>{countText(row.count)}</span>
    </div>
  );
});

function wordsOf({ key, name }: GroupRow): string {
  const status = key.startsWith('status:') ? runStatuses.find((each) => each === name) : undefined;
  return status === undefined ? lineText(name, 120) : statusLook(status).word;
}
