import { memo, type ReactNode, useCallback, useEffect, useRef } from 'react';
import { X } from 'lucide-react';
import type { OperationDetail } from '../../engine/model/api.ts';
import { attemptsAt, statusAt } from '../../engine/model/cursor.ts';
import { countText, durationText } from '../../engine/model/duration.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { eventsOf, finalStatusOf, kindOf, NONE, reasonOf } from '../../engine/model/outline.ts';
import { calledOf, fullNameOf, labelOf } from '../../engine/model/operation-name.ts';
import { partWords, tellingParts, timePartsOf } from '../../engine/model/time-parts.ts';
import { type OpenRun, select, useSession } from '../session/session.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { kindLook } from '../ui/kinds.ts';
import { oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { statusLook } from '../ui/statuses.ts';
import { type Details, keyIn, operationWish } from './details.ts';
import { FailureView } from '../ui/values/failure-view.tsx';
import { OperationEvents } from './operation-events.tsx';
import { SeqLink } from '../ui/seq-link.tsx';
import { ShownValueView } from '../ui/values/shown-value-view.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { useLatest } from '../ui/use-latest.ts';
import stale from '../ui/stale.module.css';
import { Fact } from './fact.tsx';
import styles from './operation-section.module.css';

export function OperationSection({ open, details }: { readonly open: OpenRun; readonly details: Details }) {
  const selected = useSession((session) => session.selected);
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected !== null) top.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  if (selected === null || selected >= open.outline.operations.count) return null;
  const name = oneLine(fullNameOf(open.outline, selected), 200);
  const title = (
    <>
      Operation · <span className={styles.name}>{name}</span>
    </>
  );
  const close = (
    <IconButton icon={X} size="small" label="Clear the selection" keys="Esc" onClick={() => select(null)} />
  );
  return (
    <div ref={top} className={styles.top}>
      <Section id="operation" title={title} aside={close}>
        <Facts outline={open.outline} operation={selected} />
        <Durations outline={open.outline} operation={selected} />
        <Story details={details} outline={open.outline} operation={selected} />
      </Section>
    </div>
  );
}

/** Facts from the outline: drawn in the same frame as the selection and the cursor. */
function Facts({ outline, operation }: { readonly outline: Outline; readonly operation: number }) {
  const { keys, openedAt, task, cause, attempts } = outline.operations;
  const key = keys[operation] ?? '';
  const issuer = task[operation] ?? NONE;
  const reasonFor = cause[operation] ?? NONE;
  const tried = useSession((session) => attemptsAt(outline, operation, session.cursor));
  const last = attempts[operation] ?? 0;
  const label = labelOf(outline, operation);
  return (
    <dl className={styles.facts}>
      {label === '' ? null : <Fact name="Summary">{oneLine(label, 400)}</Fact>}
      <Fact name="Type">
        {kindLook(kindOf(outline, operation)).label}{' '}
        <span className={styles.id}>{oneLine(key.slice(key.indexOf(':') + 1), 200)}</span>
      </Fact>
      <Fact name="Status">
        <StatusFact outline={outline} operation={operation} />
      </Fact>
      {last <= 1 ? null : (
        <Fact name="Attempt">
          {tried === 0 ? '–' : tried} {last > tried ? <span className={styles.later}>of {last} in the end</span> : null}
        </Fact>
      )}
      {issuer === NONE ? null : (
        <Fact name="Scheduled by">
          workflow task, <SeqLink seq={openedAt[issuer] ?? 0} word="event" />
        </Fact>
      )}
      {reasonFor === NONE ? null : (
        <Fact name="Cause">
          {oneLine(calledOf(outline, reasonFor), 120)}, <SeqLink seq={openedAt[reasonFor] ?? 0} word="event" />
        </Fact>
      )}
    </dl>
  );
}

/** Status at the cursor and, where it lies in the future, the final status. */
function StatusFact({ outline, operation }: { readonly outline: Outline; readonly operation: number }) {
  const status = useSession((session) => statusAt(outline, operation, session.cursor));
  const later = useSession((session) => (outline.operations.closedAt[operation] ?? 0) > session.cursor);
  const closedAt = outline.operations.closedAt[operation] ?? 0;
  const reason = later ? '' : reasonOf(outline, operation);
  return (
    <>
      {status === null ? <span className={styles.later}>not yet scheduled</span> : <StatusWord status={status} />}
      {reason === '' || status === null ? null : <span className={styles.reason}> {oneLine(reason, 80)}</span>}
      {later ? (
        <span className={styles.later}>
          {' '}
          ({statusLook(finalStatusOf(outline, operation)).word} later, <SeqLink seq={closedAt} word="at" />)
        </span>
      ) : null}
    </>
  );
}

function Story({
  details,
  outline,
  operation,
}: {
  readonly details: Details;
  readonly outline: Outline;
  readonly operation: number;
}) {
  const key = outline.operations.keys[operation] ?? '';
  const count = eventsOf(outline, operation).length;
  const wish = operationWish(key, count);
  const { shown, failure } = useLatest(
    details.operations,
    useCallback(() => wish, [wish]),
  );
  if (failure !== undefined) return <p className={stale.problem}>{failure}</p>;
  if (shown === null || keyIn(shown.key) !== key) return <p className={stale.quiet}>Reading …</p>;
  return <Told run={details.run} detail={shown.value} count={count} />;
}

type ToldProps = { readonly run: string; readonly detail: OperationDetail; readonly count: number };

const Told = memo(function Told({ run, detail, count }: ToldProps) {
  const { operation, input, result, options, failure, lastFailure, events } = detail;
  const closedAt = operation.closedAt ?? operation.openedAt;
  return (
    <>
      {input === undefined ? null : (
        <Part title="Input">
          <ShownValueView label="Input" shown={input} root="input" run={run} seq={operation.openedAt} />
        </Part>
      )}
      {result === undefined ? null : (
        <Part title="Result" at={operation.closedAt}>
          <ShownValueView label="Result" shown={result} root="result" run={run} seq={closedAt} />
        </Part>
      )}
      {failure === undefined ? null : (
        <Part title="Failure" at={operation.closedAt}>
          <FailureView failure={failure} />
        </Part>
      )}
      {lastFailure === undefined ? null : (
        <Part title="Last failure" at={operation.startedAt}>
          <FailureView failure={lastFailure} />
        </Part>
      )}
      {options === undefined ? null : (
        <Part title="Options">
          <ShownValueView label="Options" shown={options} root="options" run={run} seq={operation.openedAt} />
        </Part>
      )}
      <Part
        title={
          events.length < count
            ? `Events, ${countText(events.length)} of ${countText(count)}`
            : `Events, ${countText(count)}`
        }
      >
        <OperationEvents events={events} />
      </Part>
    </>
  );
});

function Durations({ outline, operation }: { readonly outline: Outline; readonly operation: number }) {
  const parts = timePartsOf(outline, operation);
  const told = parts === null ? [] : tellingParts(parts).map((part) => [partWords[part], parts[part]] as const);
  const rows = [...told, ['total', parts?.totalMs ?? null] as const];
  return (
    <dl className={styles.durations} aria-label="Durations in the end">
      {rows.map(([word, ms]) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>{ms === null ? '–' : durationText(ms)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** `at`: the event that brought the value, marked while it is in the future. */
function Part({
  title,
  at = null,
  children,
}: {
  readonly title: string;
  readonly at?: number | null;
  readonly children: ReactNode;
}) {
  const later = useSession((session) => at !== null && at > session.cursor);
  return (
    <div className={styles.part} data-later={later || undefined}>
      <h3 className={styles.heading}>
        {title}
        {later && at !== null ? (
          <span className={styles.later}>
            later, <SeqLink seq={at} word="at" />
          </span>
        ) : null}
      </h3>
      {children}
    </div>
  );
}
