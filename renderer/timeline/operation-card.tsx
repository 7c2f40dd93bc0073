import { createPortal } from 'react-dom';
import { countText, durationText } from '../../engine/model/duration.ts';
import { statusAt } from '../../engine/model/cursor.ts';
import { fullNameOf, labelOf } from '../../engine/model/operation-name.ts';
import { finalStatusOf, kindOf, type Outline, reasonOf } from '../../engine/model/outline.ts';
import { partWords, sumOf, tellingParts } from '../../engine/model/time-parts.ts';
import { useSession } from '../session/session.ts';
import { kindLook } from '../ui/kinds.ts';
import { lineText } from '../ui/plain-text.ts';
import { statusLook } from '../ui/statuses.ts';
import tones from '../ui/tones.module.css';
import { type Bar, barOf } from '../ui/time/bars.ts';
import { useBesidePointer } from '../ui/beside-pointer.ts';
import { type Hover, useHover } from './hover.ts';
import { type RunTimes, timesOf } from '../../engine/model/time/times.ts';
import styles from './operation-card.module.css';

/** A card about the operation under the pointer. */
export function OperationCard({ outline }: { readonly outline: Outline }) {
  const hover = useHover((state) => state.hover);
  if (hover === null || hover.operation >= outline.operations.count) return null;
  return createPortal(<Placed outline={outline} hover={hover} />, document.body);
}

function Placed({ outline, hover }: { readonly outline: Outline; readonly hover: Hover }) {
  const card = useBesidePointer<HTMLDivElement>(hover);
  return (
    <div ref={card} className={styles.card} role="tooltip">
      <Card outline={outline} operation={hover.operation} />
    </div>
  );
}

function Card({ outline, operation }: { readonly outline: Outline; readonly operation: number }) {
  const then = useSession((session) => statusAt(outline, operation, session.cursor));
  const times = timesOf(outline);
  const bar = barOf(outline, times, operation);
  const { icon: Icon, role, label: kind } = kindLook(kindOf(outline, operation));
  const label = labelOf(outline, operation);
  const status = statusLook(finalStatusOf(outline, operation));
  const attempts = outline.operations.attempts[operation] ?? 0;
  const reason = lineText(reasonOf(outline, operation));
  return (
    <>
      <div className={styles.title}>
        <Icon size={13} style={{ color: `var(--${role})` }} aria-hidden />
        <b>{lineText(fullNameOf(outline, operation))}</b>
        {label === '' ? null : <span className={styles.label}>{lineText(label)}</span>}
        <span className={styles.dim}>{kind}</span>
      </div>
      <div className={`${styles.status} ${tones.status}`} data-tone={status.tone}>
        <status.icon size={13} aria-hidden />
        <span>
          {status.word}
          {reason === '' ? '' : `: ${reason}`}
        </span>
      </div>
      <dl className={styles.facts}>
        {factsOf(bar, times).map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
        {attempts > 1 ? <Fact name="attempts" value={countText(attempts)} /> : null}
        <Fact name="events" value={bar.closedAt === 0 ? `${countText(bar.openedAt)} –` : seqs(bar)} />
        {then === bar.status ? null : (
          <Fact name="at cursor" value={then === null ? 'not yet begun' : statusLook(then).word} />
        )}
      </dl>
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

type FactValues = readonly [name: string, value: string];

function factsOf(bar: Bar, { unit }: RunTimes): FactValues[] {
  if (unit === 'seq') return [['duration', 'unknown']];
  const sum = sumOf(bar.stretches);
  const parts = tellingParts(sum).map((part): FactValues => [partWords[part], durationText(sum[part])]);
  const open = bar.closedAt === 0 ? ' so far' : '';
  return parts.length === 1 ? parts : [...parts, ['total', `${durationText(sum.totalMs)}${open}`]];
}

function seqs({ openedAt, closedAt }: Bar): string {
  return openedAt === closedAt ? countText(openedAt) : `${countText(openedAt)} – ${countText(closedAt)}`;
}
