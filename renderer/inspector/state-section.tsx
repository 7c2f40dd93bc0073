import { runStatusAt } from '../../engine/model/cursor.ts';
import { countText } from '../../engine/model/duration.ts';
import type { Seq } from '../../engine/model/event.ts';
import { timeOf } from '../../engine/model/outline.ts';
import type { OpenRun } from '../session.ts';
import { useSession } from '../session.ts';
import { clockText, zoneName } from '../ui/clock.ts';
import { oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { statusLook } from '../ui/statuses.ts';
import { capital, waitText } from './at-cursor.ts';
import { openAt } from './open-section.tsx';
import { StatusWord } from './status-word.tsx';
import { countsAt, taskAt } from './tally.ts';
import styles from './state-section.module.css';

export function StateSection({ open }: { readonly open: OpenRun }) {
  const cursor = useSession((session) => session.cursor);
  const { outline, summary } = open;
  const counts = countsAt(outline, cursor);
  const waits = waitText(outline, cursor, openAt(open, cursor), counts.open);
  const atEnd = cursor === outline.events && cursor > 0;
  return (
    <Section id="state" title={`State at ${countText(cursor)}`} aside={<Clock atMs={timeOf(outline, cursor)} />}>
      {atEnd ? (
        <p className={styles.headline} title={oneLine(summary.headline.sentence, 1000)}>
          {oneLine(summary.headline.sentence, 1000)}
        </p>
      ) : null}
      <dl className={styles.facts}>
        <dt>Status</dt>
        <dd>
          <Status open={open} cursor={cursor} />
        </dd>
        <dt>Waits for</dt>
        <dd className={styles.waits} title={waits ?? undefined}>
          {waits ?? <span className={styles.none}>nothing</span>}
        </dd>
      </dl>
      <dl className={styles.counts} aria-label="Operations">
        <Count word="opened" count={counts.opened} />
        <Count word="completed" count={counts.completed} />
        <Count word="failed" count={counts.failed} tone={counts.failed > 0 ? 'bad' : undefined} />
        <Count word="cancelled" count={counts.cancelled} />
        <Count word="open" count={counts.open} />
      </dl>
    </Section>
  );
}

function Status({ open: { outline }, cursor }: { readonly open: OpenRun; readonly cursor: Seq }) {
  if (cursor === 0) return <span className={styles.none}>Not begun</span>;
  const status = runStatusAt(outline, cursor);
  const task = taskAt(outline, cursor);
  const word = capital(statusLook(status).word);
  const live = status === 'running' || status === 'paused';
  return (
    <StatusWord status={status}>{live && task !== null ? `${word}, task ${countText(task.number)}` : word}</StatusWord>
  );
}

function Count({
  word,
  count,
  tone,
}: {
  readonly word: string;
  readonly count: number;
  readonly tone?: string | undefined;
}) {
  return (
    <div className={styles.count} data-zero={count === 0 || undefined} data-tone={tone}>
      <dt>{word}</dt>
      <dd>{countText(count)}</dd>
    </div>
  );
}

function Clock({ atMs }: { readonly atMs: number | null }) {
  const utc = useSession((session) => session.utc);
  if (atMs === null) return <span>no time</span>;
  return <time title={`${clockText(atMs, utc, true)} ${zoneName(utc)}`}>{clockText(atMs, utc)}</time>;
}
