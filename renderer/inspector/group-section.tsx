import { useMemo, useState } from 'react';
import { X } from 'lucide-react';
import { countText, durationText } from '../../engine/model/duration.ts';
import { NONE, type Outline } from '../../engine/model/outline.ts';
import { FoldRows, type RowSums } from '../../engine/model/tracks/fold-rows.ts';
import { type OpenRun, select, selectGroup, type SelectedGroup, useSession } from '../session/session.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { isShown, type MemberFilter, memberFilters, type MemberOrder } from './member-order.ts';
import { MemberTable } from './member-table.tsx';
import styles from './group-section.module.css';

/** The selected fold of graph or timeline: total times of its rows, and their table. */
export function GroupSection({ open }: { readonly open: OpenRun }) {
  const group = useSession((session) => session.group);
  if (group === null) return null;
  const title = (
    <>
      Fold · <span className={styles.name}>{oneLine(group.title, 120)}</span> ×{countText(group.members.length)}
    </>
  );
  const close = <IconButton icon={X} size="small" label="Clear the fold" onClick={() => selectGroup(null)} />;
  return (
    <Section id="fold" title={title} aside={close}>
      <Rows outline={open.outline} group={group} />
    </Section>
  );
}

const words: Readonly<Record<MemberFilter, string>> = {
  all: 'All',
  failed: 'Failed',
  retried: 'Retried',
  open: 'Pending',
};

function Rows({ outline, group }: { readonly outline: Outline; readonly group: SelectedGroup }) {
  const [order, setOrder] = useState<MemberOrder>({ sort: 'number', falling: false, only: 'all' });
  const { members, began, byIteration } = group;
  const rows = useMemo(
    () => new FoldRows(outline, members, byIteration ? began : null),
    [outline, members, began, byIteration],
  );
  const sums = useMemo(() => rows.sums(), [rows]);
  const counts = useMemo(
    () =>
      memberFilters.map((only) =>
        Array.from({ length: rows.count }, (_, row) => Number(isShown(rows, row, only))).reduce((a, b) => a + b, 0),
      ),
    [rows],
  );
  return (
    <>
      {began === null || (!byIteration && began.length === members.length) ? null : <ByIteration group={group} />}
      <Facts rows={rows} sums={sums} />
      <div className={styles.filters} role="group" aria-label="Rows to list">
        {memberFilters.map((only, i) => (
          <button
            key={only}
            type="button"
            className={styles.filter}
            data-failed={(only === 'failed' && counts[i] !== 0) || undefined}
            aria-pressed={order.only === only}
            disabled={counts[i] === 0}
            onClick={() => setOrder({ ...order, only })}
          >
            {words[only]} {countText(counts[i] ?? 0)}
          </button>
        ))}
      </div>
      <MemberTable outline={outline} rows={rows} order={order} sums={sums} onOrder={setOrder} />
    </>
  );
}

/** Of a loop's operations: listed by iteration, or one by one. */
function ByIteration({ group }: { readonly group: SelectedGroup }) {
  const choices = [
    [true, `${countText(group.began?.length ?? 0)} iterations`],
    [false, `${countText(group.members.length)} operations`],
  ] as const;
  return (
    <div className={styles.filters} role="group" aria-label="Listed by">
      {choices.map(([byIteration, text]) => (
        <button
          key={text}
          type="button"
          className={styles.filter}
          aria-pressed={group.byIteration === byIteration}
          onClick={() => selectGroup({ ...group, byIteration })}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

type FactsProps = { readonly rows: FoldRows; readonly sums: RowSums };

function Facts({ rows, sums: { p50, p95, max, slowest } }: FactsProps) {
  if (max === 0) return null;
  return (
    <dl className={styles.facts}>
      {[
        ['p50', p50],
        ['p95', p95],
      ].map(([name, ms]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{durationText(Number(ms))}</dd>
        </div>
      ))}
      <div>
        <dt>slowest</dt>
        <dd>
          <button
            type="button"
            className={styles.slowest}
            aria-label={`Select the slowest: ${durationText(max)}`}
            onClick={() => select(slowest === NONE ? null : rows.chiefOf(slowest))}
          >
            {durationText(max)}
          </button>
        </dd>
      </div>
    </dl>
  );
}
