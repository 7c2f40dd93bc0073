import type { Seq } from '../../engine/model/event.ts';
import type { Frames } from '../../engine/model/replay/frames.ts';
import type { Call, Moment } from '../../engine/model/replay/locals.ts';
import { oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { SeqLink } from '../ui/seq-link.tsx';
import stale from '../ui/stale.module.css';
import { fiberName } from './marks.ts';
import { PlaceLink } from './place-link.tsx';
import { PreviewRow } from './preview-row.tsx';
import styles from './calls-section.module.css';

type CallsSectionProps = { readonly moment: Moment | null; readonly seq: Seq; readonly frames: Frames | null };

/**
 * Every active call at the event, fiber by fiber, the innermost first, with the variables in scope at its waiting
 * position.
 */
export function CallsSection({ moment, seq, frames }: CallsSectionProps) {
  const isBehind = moment?.isLast === true && frames !== null && seq > (frames.activations.at(-1) ?? 0);
  return (
    <Section
      id="code-calls"
      title="Calls and variables"
      aside={moment === null ? undefined : `after event ${moment.seq}`}
    >
      {moment === null ? <p className={stale.quiet}>Reading …</p> : null}
      {isBehind ? (
        <p className={styles.note}>
          The code went no further with this history than event {moment.seq}: this is where it stood then.
        </p>
      ) : null}
      {moment !== null && moment.fibers.length === 0 ? (
        <p className={stale.quiet}>
          {moment.seq === 0 ? 'The code has not begun.' : 'Nothing waits: the code has ended.'}
        </p>
      ) : null}
      {moment?.fibers.map((fiber) => (
        <div key={fiber.stack.join()} className={styles.fiber} role="group" aria-label={`Fiber ${fiberName(fiber)}`}>
          <h3 className={styles.name}>{fiberName(fiber)}</h3>
          {fiber.stack.map((index) => {
            const call = moment.calls[index];
            return call === undefined ? null : <OneCall key={call.id} call={call} />;
          })}
        </div>
      ))}
    </Section>
  );
}

function OneCall({ call }: { readonly call: Call }) {
  const { at, kind, expression, since, variables } = call;
  const own = variables.filter(({ scope }) => scope !== 'module');
  const module = variables.filter(({ scope }) => scope === 'module');
  return (
    <div className={styles.call}>
      <p className={styles.where}>
        <PlaceLink place={at} />
        <span className={styles.expression}>
          {kind === 'running' ? 'runs' : kind}
          {expression === undefined ? '' : ` ${oneLine(expression, 80)}`}
        </span>
        <span className={styles.since}>
          since <SeqLink seq={since} />
        </span>
      </p>
      {own.map(({ name, value }) => (
        <PreviewRow key={name} name={name} value={value} />
      ))}
      {module.length === 0 ? null : (
        <details className={styles.module}>
          <summary>module ({module.length})</summary>
          {module.map(({ name, value }) => (
            <PreviewRow key={name} name={name} value={value} />
          ))}
        </details>
      )}
    </div>
  );
}
