import { useCallback } from 'react';
import { runStatusAt } from '../../engine/model/cursor.ts';
import { countText } from '../../engine/model/duration.ts';
import type { Seq } from '../../engine/model/event.ts';
import { failedTasks } from '../../engine/model/failed-tasks.ts';
import { type Outline, writtenTimeOf } from '../../engine/model/outline.ts';
import type { ShownStatus } from '../../engine/model/run.ts';
import { endOf } from '../../engine/model/steps.ts';
import { workflowTasksOf } from '../../engine/model/workflow-tasks.ts';
import { type OpenRun, type Session, useSession } from '../session/session.ts';
import { clockText, needsDate, zoneName } from '../ui/clock.ts';
import { useLive, writeAttribute, writeText } from '../ui/live.ts';
import { LiveText } from '../ui/live-text.tsx';
import { oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { statusLook } from '../ui/statuses.ts';
import { capital } from './at-cursor.ts';
import { StatusWord } from '../ui/status-word.tsx';
import { type OperationCounts, countsAt } from './tally.ts';
import { waitText } from './waits.ts';
import styles from './state-section.module.css';

const counted = [
  'scheduled',
  'completed',
  'failed',
  'canceled',
  'pending',
] as const satisfies readonly (keyof OperationCounts)[];

export function StateSection({ open }: { readonly open: OpenRun }) {
  return (
    <Section id="state" title={<LiveText of={titleText} />} aside={<Clock open={open} />}>
      <Headline open={open} />
      <dl className={styles.facts}>
        <dt>Status</dt>
        <dd>
          <Status open={open} />
        </dd>
        <dt>Waiting for</dt>
        <Waits open={open} />
      </dl>
      <dl className={styles.counts} aria-label="Operations">
        {counted.map((word) => (
          <Count key={word} outline={open.outline} word={word} />
        ))}
      </dl>
    </Section>
  );
}

function titleText({ cursor }: Session): string {
  return `State at ${countText(cursor)}`;
}

/** The run's result, at the end of the run. */
function Headline({ open: { outline, summary } }: { readonly open: OpenRun }) {
  const end = endOf(outline)?.seq ?? Number.POSITIVE_INFINITY;
  const atEnd = useSession(({ cursor }) => cursor >= end);
  if (!atEnd) return null;
  const sentence = oneLine(summary.headline.sentence, 1000);
  return (
    <p className={styles.headline} title={sentence}>
      {sentence}
    </p>
  );
}

function Status({ open }: { readonly open: OpenRun }) {
  const status = useSession(({ cursor }) => (cursor === 0 ? null : statusBy(open, cursor)));
  const words = useCallback(({ cursor }: Session) => statusWords(open, cursor), [open]);
  if (status === null) return <span className={styles.none}>Not begun</span>;
  return (
    <StatusWord status={status}>
      <LiveText of={words} />
    </StatusWord>
  );
}

/** A run is stuck from the event on behind which it never went on. */
function statusBy({ outline, summary }: OpenRun, cursor: Seq): ShownStatus {
  const stuck = summary.headline.stuck === true && cursor >= summary.headline.seq;
  return stuck ? 'stuck' : runStatusAt(outline, cursor);
}

/** `Stuck, task 12 · 3 failed` */
function statusWords(open: OpenRun, cursor: Seq): string {
  const now = statusBy(open, cursor);
  const word = capital(statusLook(now).word);
  const task = workflowTasksOf(open.outline).at(cursor);
  if (task === null || (now !== 'running' && now !== 'paused' && now !== 'stuck')) return word;
  const { closedAt } = open.outline.operations;
  const failed = failedTasks(open.outline).reduce((sum, each) => sum + (closedAt[each]! <= cursor ? 1 : 0), 0);
  return `${word}, task ${countText(task.number)}${failed === 0 ? '' : ` · ${countText(failed)} failed`}`;
}

function Waits({ open }: { readonly open: OpenRun }) {
  const waits = useLive(
    useCallback(
      (element: HTMLElement, { cursor, utc }: Session) => {
        const text = waitText(open.outline, cursor, utc);
        writeText(element, text ?? 'nothing');
        writeAttribute(element, 'title', text);
        element.toggleAttribute('data-none', text === null);
      },
      [open],
    ),
  );
  return <dd ref={waits} className={styles.waits} />;
}

function Count({ outline, word }: { readonly outline: Outline; readonly word: (typeof counted)[number] }) {
  const count = useLive(
    useCallback(
      (element: HTMLElement, { cursor }: Session) => {
        const value = countsAt(outline, cursor)[word];
        writeText(element, countText(value));
        element.toggleAttribute('data-zero', value === 0);
      },
      [outline, word],
    ),
  );
  return (
    <div className={styles.count}>
      <dt>{word}</dt>
      <dd ref={count} data-tone={word === 'failed' ? 'bad' : undefined} />
    </div>
  );
}

function Clock({ open: { outline, summary } }: { readonly open: OpenRun }) {
  const dated = needsDate(summary.startedAtMs, summary.endedAtMs);
  const clock = useLive(
    useCallback(
      (element: HTMLTimeElement, { cursor, utc }: Session) => {
        const atMs = writtenTimeOf(outline, cursor);
        writeText(element, atMs === null ? 'no time' : clockText(atMs, utc, dated));
        writeAttribute(element, 'title', atMs === null ? null : `${clockText(atMs, utc, true)} ${zoneName(utc)}`);
      },
      [outline, dated],
    ),
  );
  return <time ref={clock} />;
}
