import { type KeyboardEvent, memo, useCallback, useState } from 'react';
import { statusAt } from '../../engine/model/cursor.ts';
import { countText, durationText } from '../../engine/model/duration.ts';
import type { OperationStatus } from '../../engine/model/effect.ts';
import { isClosed } from '../../engine/model/effect.ts';
import type { Seq } from '../../engine/model/event.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { kindIndex, kindOf, nameOf, timeOf } from '../../engine/model/outline.ts';
import { moveTo, type OpenRun, select, useSession } from '../session.ts';
import { kindLook } from '../ui/kinds.ts';
import { oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import tones from '../ui/tones.module.css';
import { statusLook } from '../ui/statuses.ts';
import { attemptAt, dueText, timeAt } from './at-cursor.ts';
import { countsAt } from './tally.ts';
import styles from './open-section.module.css';

const most = 100;

/** The first operations open at the cursor, workflow tasks left out: they are housekeeping. */
export function openAt({ outline, openOperations }: OpenRun, cursor: Seq): number[] {
  const task = kindIndex.workflowTask;
  const isOpen = (operation: number): boolean => {
    const status = statusAt(outline, operation, cursor);
    return outline.operations.kind[operation] !== task && status !== null && !isClosed(status);
  };
  // An operation that closed and opened again counts as open in between; more are asked for until enough are left.
  for (let limit = most + 20; ; limit *= 4) {
    const found = openOperations.at(cursor, limit);
    const open = found.filter(isOpen);
    if (open.length >= most || found.length < limit || limit > 5000) return open.slice(0, most);
  }
}

export function OpenSection({ open }: { readonly open: OpenRun }) {
  const cursor = useSession((session) => session.cursor);
  const count = countsAt(open.outline, cursor).open;
  return (
    <Section id="open" title="Open operations" aside={countText(count)}>
      {count === 0 ? (
        <p className={styles.none}>None at this event.</p>
      ) : (
        <OpenList open={open} cursor={cursor} count={count} />
      )}
    </Section>
  );
}

function OpenList({ open, cursor, count }: { readonly open: OpenRun; readonly cursor: Seq; readonly count: number }) {
  const selected = useSession((session) => session.selected);
  const [reached, setReached] = useState(0);
  const { outline } = open;
  const operations = openAt(open, cursor);
  const nowMs = timeAt(outline, cursor);
  const tabStop = Math.min(reached, operations.length - 1);
  const onKeyDown = useCallback((event: KeyboardEvent) => {
    const rows = [...(event.currentTarget.closest('ul')?.querySelectorAll('button') ?? [])];
    const to = listMove(
      event.key,
      rows.findIndex((row) => row === event.currentTarget),
      rows.length,
    );
    if (to === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    setReached(to);
    rows[to]?.focus();
  }, []);
  return (
    <>
      <ul className={styles.list}>
        {/* By place: a jump changes texts instead of making rows anew, and the focus stays where it is. */}
        {operations.map((operation, index) => (
          <OpenRow
            key={index}
            outline={outline}
            operation={operation}
            status={statusAt(outline, operation, cursor) ?? 'scheduled'}
            attempt={attemptAt(outline, operation, cursor)}
            due={dueText(outline, operation, nowMs)}
            waited={waitedText(outline, operation, nowMs)}
            selected={operation === selected}
            tabStop={index === tabStop}
            onKeyDown={onKeyDown}
          />
        ))}
      </ul>
      {count > operations.length ? (
        <p className={styles.none}>and {countText(count - operations.length)} more</p>
      ) : null}
    </>
  );
}

function waitedText(outline: Outline, operation: number, nowMs: number | null): string {
  const openedMs = timeOf(outline, outline.operations.openedAt[operation] ?? 0);
  return openedMs === null || nowMs === null ? '' : durationText(Math.max(0, nowMs - openedMs));
}

function listMove(key: string, at: number, length: number): number | null {
  if (key === 'ArrowDown') return Math.min(at + 1, length - 1);
  if (key === 'ArrowUp') return Math.max(at - 1, 0);
  if (key === 'Home') return 0;
  return key === 'End' ? length - 1 : null;
}

type OpenRowProps = {
  readonly outline: Outline;
  readonly operation: number;
  readonly status: OperationStatus;
  readonly attempt: number;
  readonly due: string | null;
  readonly waited: string;
  readonly selected: boolean;
  readonly tabStop: boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

const OpenRow = memo(function OpenRow(props: OpenRowProps) {
  const { outline, operation, status, attempt, due, waited, selected, tabStop, onKeyDown } = props;
  const { icon: Icon, role, label } = kindLook(kindOf(outline, operation));
  const openedAt = outline.operations.openedAt[operation] ?? 0;
  const words = [
    status === 'scheduled' ? null : statusLook(status).word,
    attempt > 1 ? `attempt ${attempt}` : null,
    `since ${openedAt}`,
    due,
  ];
  const go = () => {
    select(operation);
    moveTo(openedAt);
  };
  return (
    <li className={styles.item}>
      <button
        type="button"
        className={styles.row}
        tabIndex={tabStop ? 0 : -1}
        aria-current={selected || undefined}
        title={`Select, and go to event ${openedAt} that opened it`}
        onClick={go}
        onKeyDown={onKeyDown}
      >
        <Icon size={14} className={`${styles.icon} ${tones.kind}`} data-role={role} aria-label={label} role="img" />
        <span className={styles.name}>{oneLine(nameOf(outline, operation), 200)}</span>
        <span className={styles.waited}>{waited}</span>
        <span className={styles.words}>{words.filter((word) => word !== null).join(' · ')}</span>
      </button>
    </li>
  );
});
