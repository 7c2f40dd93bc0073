import { type KeyboardEvent, memo, useCallback, useState } from 'react';
import { attemptsAt, statusAt } from '../../engine/model/cursor.ts';
import { countText, durationText } from '../../engine/model/duration.ts';
import type { Seq } from '../../engine/model/event.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { kindOf, timeOf } from '../../engine/model/outline.ts';
import { fullNameOf, labelOf } from '../../engine/model/operation-name.ts';
import { moveTo, type OpenRun, select, type Session, useSession } from '../session/session.ts';
import { KindGlyph } from '../ui/kind-glyph.tsx';
import { LiveText } from '../ui/live-text.tsx';
import { oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { statusLook } from '../ui/statuses.ts';
import { dueText, timeAt } from './at-cursor.ts';
import { openAt } from './open-at.ts';
import { countsAt } from './tally.ts';
import styles from './open-section.module.css';

export function OpenSection({ open }: { readonly open: OpenRun }) {
  const any = useSession(({ cursor }) => countsAt(open.outline, cursor).pending > 0);
  const count = useCallback(({ cursor }: Session) => countText(countsAt(open.outline, cursor).pending), [open]);
  return (
    <Section id="open" title="Pending operations" aside={<LiveText of={count} />}>
      {any ? <OpenList open={open} /> : <p className={styles.none}>None at this event.</p>}
    </Section>
  );
}

function OpenList({ open }: { readonly open: OpenRun }) {
  const { outline } = open;
  const operations = useSession(({ cursor }) => openAt(open, cursor));
  const more = useSession(({ cursor }) => countsAt(outline, cursor).pending - openAt(open, cursor).length);
  const selected = useSession((session) => session.selected);
  const [reached, setReached] = useState(0);
  const tabStop = Math.min(reached, operations.length - 1);
  const onKeyDown = useCallback((event: KeyboardEvent) => {
    const rows = [...(event.currentTarget.closest('ul')?.querySelectorAll('button') ?? [])];
    const at = rows.findIndex((row) => row === event.currentTarget);
    const to = listMove(event.key, at, rows.length);
    if (to === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    setReached(to);
    rows[to]?.focus();
  }, []);
  return (
    <>
      <ul className={styles.list}>
        {/* Keyed by position: a jump changes texts instead of recreating rows, and the focus stays in place. */}
        {operations.map((operation, index) => (
          <OpenRow
            key={index}
            outline={outline}
            operation={operation}
            selected={operation === selected}
            tabStop={index === tabStop}
            onKeyDown={onKeyDown}
          />
        ))}
      </ul>
      {more > 0 ? <p className={styles.none}>and {countText(more)} more</p> : null}
    </>
  );
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
  readonly selected: boolean;
  readonly tabStop: boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

const OpenRow = memo(function OpenRow({ outline, operation, selected, tabStop, onKeyDown }: OpenRowProps) {
  const openedAt = outline.operations.openedAt[operation] ?? 0;
  const waited = useCallback(({ cursor }: Session) => waitedText(outline, operation, cursor), [outline, operation]);
  const words = useCallback(({ cursor }: Session) => stateText(outline, operation, cursor), [outline, operation]);
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
        title={`Select, and go to event #${openedAt} that scheduled it`}
        onClick={go}
        onKeyDown={onKeyDown}
      >
        <KindGlyph kind={kindOf(outline, operation)} size={14} className={styles.icon} spoken />
        <span className={styles.name}>
          {oneLine(fullNameOf(outline, operation), 200)}
          <span className={styles.label}>{oneLine(labelOf(outline, operation), 200)}</span>
        </span>
        <LiveText className={styles.waited} of={waited} />
        <LiveText className={styles.words} of={words} />
      </button>
    </li>
  );
});

function waitedText(outline: Outline, operation: number, cursor: Seq): string {
  const openedMs = timeOf(outline, outline.operations.openedAt[operation] ?? 0);
  const nowMs = timeAt(outline, cursor);
  return openedMs === null || nowMs === null ? '' : durationText(Math.max(0, nowMs - openedMs));
}

/** `running · attempt 2 · since #25599 · due in 3 s` */
function stateText(outline: Outline, operation: number, cursor: Seq): string {
  const status = statusAt(outline, operation, cursor) ?? 'scheduled';
  const attempt = attemptsAt(outline, operation, cursor);
  const words = [
    status === 'scheduled' ? null : statusLook(status).word,
    attempt > 1 ? `attempt ${attempt}` : null,
    `since #${outline.operations.openedAt[operation] ?? 0}`,
    dueText(outline, operation, timeAt(outline, cursor)),
  ];
  return words.filter((word) => word !== null).join(' · ');
}
