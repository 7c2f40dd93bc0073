import { memo, useCallback } from 'react';
import { TriangleAlert } from 'lucide-react';
import type { Change, EventDetail } from '../../engine/model/api.ts';
import { innermost } from '../../engine/model/effect.ts';
import type { Seq } from '../../engine/model/event.ts';
import type { Json } from '../../engine/model/json.ts';
import { operationIndex, timeOf } from '../../engine/model/outline.ts';
import { type OpenRun, select, type Session, useSession } from '../session/session.ts';
import { sinceText } from '../ui/clock.ts';
import { LiveText } from '../ui/live-text.tsx';
import { oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { isStatus } from './at-cursor.ts';
import { type Details, eventWanted, neighbours } from './details.ts';
import { Fresh } from '../ui/fresh.tsx';
import { inlineText } from '../ui/values/row-text.ts';
import { StatusWord } from '../ui/status-word.tsx';
import { useLatest } from '../ui/use-latest.ts';
import stale from '../ui/stale.module.css';
import styles from './step-section.module.css';

export function StepSection({ open, details }: { readonly open: OpenRun; readonly details: Details }) {
  const begun = useSession((session) => session.cursor > 0);
  const since = useCallback(({ cursor }: Session) => sinceStart(open, cursor), [open]);
  return (
    <Section id="step" title="This step" aside={<LiveText of={since} />}>
      <div className={styles.step}>
        {begun ? <StepOf details={details} /> : <p className={stale.quiet}>Before the first event.</p>}
      </div>
    </Section>
  );
}

function sinceStart({ outline, summary }: OpenRun, cursor: Seq): string {
  const atMs = timeOf(outline, cursor);
  const fromMs = summary.startedAtMs ?? timeOf(outline, 1);
  return atMs === null || fromMs === null ? '' : sinceText(atMs, fromMs);
}

function StepOf({ details }: { readonly details: Details }) {
  const { shown, failure } = useLatest(details.events, eventWanted, neighbours);
  if (failure !== undefined) return <p className={stale.problem}>{failure}</p>;
  if (shown === null) return <p className={stale.quiet}>Reading …</p>;
  return (
    <Fresh of={details.events}>
      <Step detail={shown.value} />
    </Fresh>
  );
}

const mostChanges = 40;

const Step = memo(function Step({ detail }: { readonly detail: EventDetail }) {
  const { type, summary, changes, failure, warnings } = detail;
  const inner = failure === undefined ? null : innermost(failure);
  return (
    <>
      <p className={styles.what}>
        <span className={styles.type}>{oneLine(type, 120)}</span>
        {summary === '' ? null : <span className={styles.summary}> {oneLine(summary, 240)}</span>}
      </p>
      {inner === null || summary.includes(inner.message) ? null : (
        <p className={styles.failure}>
          {inner.type === undefined ? null : <b>{oneLine(inner.type, 120)}: </b>}
          {oneLine(inner.message, 400)}
        </p>
      )}
      {changes.length === 0 ? <p className={stale.quiet}>Changed nothing that is tracked.</p> : null}
      <ul className={styles.changes}>
        {changes.slice(0, mostChanges).map((change, index) => (
          <ChangeLine key={index} change={change} />
        ))}
      </ul>
      {changes.length > mostChanges ? (
        <p className={stale.quiet}>and {changes.length - mostChanges} more changes</p>
      ) : null}
      {warnings.map((warning, index) => (
        <p key={index} className={styles.warning}>
          <TriangleAlert size={13} aria-hidden /> {oneLine(warning, 600)}
        </p>
      ))}
    </>
  );
});

function ChangeLine({ change }: { readonly change: Change }) {
  const { subject, key, before, after, note } = change;
  const status = key !== undefined || subject === 'run';
  return (
    <li className={styles.change}>
      {key === undefined ? (
        <span className={styles.subject}>{oneLine(subject, 90)}</span>
      ) : (
        <button type="button" className={styles.subject} title="Select this operation" onClick={() => selectKey(key)}>
          {oneLine(subject, 90)}
        </button>
      )}{' '}
      {before === null ? null : <Side value={before} status={status} old />}
      <span className={styles.arrow} role="img" aria-label="becomes">
        →
      </span>{' '}
      {after === null ? <span className={styles.gone}>gone</span> : <Side value={after} status={status} />}
      {note === undefined || note === '' ? null : <span className={styles.note}> {oneLine(note, 300)}</span>}
    </li>
  );
}

type SideProps = { readonly value: Json; readonly status: boolean; readonly old?: boolean };

function Side({ value, status, old = false }: SideProps) {
  const text = typeof value === 'string' ? oneLine(value, 160) : inlineText(value);
  return (
    <span className={old ? styles.old : styles.new}>
      {status && isStatus(value) ? <StatusWord status={value} toneless={old} /> : text}{' '}
    </span>
  );
}

function selectKey(key: string): void {
  const { open } = useSession.getState();
  const operation = open === null ? -1 : operationIndex(open.outline, key);
  if (operation >= 0) select(operation);
}
