import { memo } from 'react';
import { shownStatus } from '../../engine/model/run.ts';
import { ChevronRight, Square, SquareCheck } from 'lucide-react';
import { countText, counted, durationText } from '../../engine/model/duration.ts';
import { spanMs } from '../../engine/model/moment.ts';
import { clockText } from '../ui/clock.ts';
import { EndKept } from '../ui/end-kept.tsx';
import { idText, lineText } from '../ui/plain-text.ts';
import { StatusWord } from '../ui/status-word.tsx';
import type { Forms } from './forms.ts';
import { type PayloadsFound, type TableRow, typeOf } from './table-rows.ts';
import styles from './runs-table.module.css';

type Place = { readonly line: number; readonly id: string; readonly top: number; readonly active: boolean };

type GroupProps = Place & { readonly row: Extract<TableRow, { type: 'group' }> };

export const GroupRow = memo(function GroupRow({ row: { name, count, folded }, line, id, top, active }: GroupProps) {
  return (
    <div
      id={id}
      className={styles.group}
      role="row"
      aria-rowindex={line + 2}
      aria-expanded={!folded}
      data-line={line}
      data-active={active || undefined}
      style={{ top }}
    >
      <span role="gridcell" className={styles.groupName} aria-colspan={9}>
        <ChevronRight size={12} className={styles.chevron} aria-hidden /> {lineText(name, 120)}{' '}
        <span className={styles.dim}>{countText(count)}</span>
      </span>
    </div>
  );
});

// The same elements in every line: React passes them over where only texts change.
const selected = <SquareCheck size={14} role="img" aria-label="selected" />;
const notSelected = <Square size={14} role="img" aria-label="not selected" />;

type RunProps = Place & {
  readonly row: Extract<TableRow, { type: 'run' }>;
  readonly utc: boolean;
  readonly chosen: boolean;
  readonly current: boolean;
  readonly found: PayloadsFound | null;
};

export const RunRow = memo(function RunRow({ row, line, id, top, active, utc, chosen, current, found }: RunProps) {
  const { run, depth, forms } = row;
  const called = idText(run.name ?? run.workflowId ?? run.source);
  const sentence = lineText(run.headline.sentence, 300);
  return (
    <div
      id={id}
      className={styles.run}
      role="row"
      aria-rowindex={line + 2}
      aria-selected={chosen}
      aria-current={current || undefined}
      data-line={line}
      data-run={run.runId}
      data-odd={line % 2 === 1 || undefined}
      data-active={active || undefined}
      style={{ top }}
    >
      <span role="gridcell" className={styles.mark} data-mark>
        {chosen ? selected : notSelected}
      </span>
      <span role="gridcell" data-column="status">
        <StatusWord status={shownStatus(run)} />
      </span>
      <span role="gridcell" data-column="type" title={lineText(typeOf(run), 300)}>
        <EndKept text={idText(typeOf(run))} />
      </span>
      <span
        role="gridcell"
        data-column="workflow"
        title={namesOf(run.workflowId, run.runId)}
        style={{ '--depth': depth }}
      >
        <EndKept text={called} />
      </span>
      <span role="gridcell" data-column="start">
        {run.startedAtMs === null ? 'unknown' : clockText(run.startedAtMs, utc, true).slice(0, 19)}
      </span>
      <span role="gridcell" data-column="duration">
        {durationText(spanMs(run.startedAtMs, run.endedAtMs))}
      </span>
      <span role="gridcell" data-column="events">
        {countText(run.events)}
      </span>
      <span role="gridcell" data-column="headline" title={sentence}>
        {found === null ? null : <span className={styles.badge}>{foundText(found)}</span>}
        {forms === null ? null : <FormsBadge forms={forms} events={run.events} />}
        {sentence}
      </span>
      <span role="gridcell" data-column="source" title={`${lineText(run.source, 300)}\n${run.form}`}>
        {lineText(run.source, 120)}
      </span>
    </div>
  );
});

function namesOf(workflowId: string | null, runId: string): string {
  return `${lineText(workflowId ?? '(no workflow id)', 300)}\nRun ${lineText(runId, 300)}`;
}

function foundText({ events, first }: PayloadsFound): string {
  return `${countText(events)} ${events === 1 ? 'match' : 'matches'}, first #${countText(first)}`;
}

/** `2 forms`, `+27 events` since the earlier export. */
function FormsBadge({ forms: { same, earlier }, events }: { readonly forms: Forms; readonly events: number }) {
  const before = earlier[0];
  return (
    <>
      {same.length === 0 ? null : (
        <span className={styles.badge} title={same.map(({ form, source }) => `${form}, ${source}`).join('\n')}>
          {countText(same.length + 1)} forms
        </span>
      )}
      {before === undefined ? null : (
        <span
          className={styles.badge}
          title={`Goes on from ${lineText(before.source, 120)}, which has ${counted(before.events, 'event')}`}
        >
          +{counted(events - before.events, 'event')}
        </span>
      )}
    </>
  );
}
