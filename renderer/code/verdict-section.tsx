import { useMemo } from 'react';
import { type Json, objectOf } from '../../engine/model/json.ts';
import { sideRows } from '../../engine/model/replay/sides.ts';
import type { ReportWaiting } from '../../engine/model/replay/replay-report.ts';
import { manyLines, oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import type { Replayed } from '../session/code/code-state.ts';
import { PlaceLink } from './place-link.tsx';
import styles from './verdict-section.module.css';

/** Why the code cannot have made the history, or what makes it fail: both sides, the place, the cause, the remedy. */
export function VerdictSection({ replayed: { report } }: { readonly replayed: Replayed }) {
  const { expected, got, text, cause, remedy, stack, waitsFor, next, official } = report;
  const isPlain = expected === null && got === null && cause === null && waitsFor.length === 0 && next.length === 0;
  if (isPlain && official.passes) return null;
  return (
    <Section id="code-verdict" title="Why">
      {cause === null || text === null ? null : <p className={styles.cause}>{manyLines(text)}</p>}
      {remedy === null ? null : (
        <p className={styles.remedy}>
          <b>What to do.</b> {manyLines(remedy)}
        </p>
      )}
      {expected === null && got === null ? null : <Sides report={report} />}
      {stack.length < 2 ? null : (
        <p className={styles.stack}>
          Called from{' '}
          {stack.slice(1).map((place) => (
            <PlaceLink key={`${place.file}:${place.line}:${place.column}`} place={place} />
          ))}
        </p>
      )}
      <Waiting title="It waits for" waiting={waitsFor} />
      <Waiting title="It would ask for next" waiting={next} />
      {official.passes ? null : (
        <details className={styles.official}>
          <summary>What the official replayer says</summary>
          <p>
            {official.error}: {oneLine(official.text, 2000)}
          </p>
        </details>
      )}
    </Section>
  );
}

function Sides({ report: { expected, got, verdict } }: { readonly report: Replayed['report'] }) {
  const rows = useMemo(
    () => [
      { attribute: 'type', expected: expected?.type ?? '', got: got?.type ?? '', differs: false },
      ...sideRows(expected, got),
    ],
    [expected, got],
  );
  const isThrown = verdict === 'fails-next';
  return (
    <table className={styles.sides}>
      <thead>
        <tr>
          <th scope="col">
            <span className={styles.hidden}>Attribute</span>
          </th>
          {isThrown ? null : <th scope="col">The history holds</th>}
          <th scope="col">The code does</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.attribute} data-differs={(row.differs && !isThrown) || undefined}>
            <th scope="row">{oneLine(row.attribute, 80)}</th>
            {isThrown ? null : <Side text={row.expected} />}
            <Side text={row.got} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Side({ text }: { readonly text: string }) {
  return text === '' ? <td className={styles.none}>nothing</td> : <td>{oneLine(text, 300)}</td>;
}

/** The distinguishing attributes: name, input or length; without any of them, all attributes. */
function waitingText(attributes: Json): string {
  const said = objectOf(attributes);
  const telling = [
    said['activityType'],
    said['workflowType'],
    said['arguments'],
    said['input'],
    said['startToFireTimeout'],
  ];
  const known = telling.filter((value) => value !== undefined && value !== null);
  const parts = known.length === 0 ? [attributes] : known;
  return oneLine(parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '), 160);
}

function Waiting({ title, waiting }: { readonly title: string; readonly waiting: readonly ReportWaiting[] }) {
  if (waiting.length === 0) return null;
  return (
    <>
      <h3 className={styles.heading}>{title}</h3>
      <ul className={styles.waiting}>
        {waiting.map(({ type, attributes, source }, index) => (
          <li key={index}>
            <span>{type}</span> <span className={styles.attributes}>{waitingText(attributes)}</span>{' '}
            {source === null ? null : <PlaceLink place={source} />}
          </li>
        ))}
      </ul>
    </>
  );
}
