import { useMemo } from 'react';
import type { Json } from '../../engine/model/json.ts';
import type { ReportDrift } from '../../engine/model/replay/replay-report.ts';
import { isSpan, spanText } from '../../engine/model/replay/sides.ts';
import { oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { SeqLink } from '../ui/seq-link.tsx';
import { PlaceLink } from './place-link.tsx';
import styles from './drift-section.module.css';

const gradeWords = { changesBehaviour: 'changes behaviour', cosmetic: 'cosmetic' } as const;
const most = 200;

/** Differences that this code makes although the history replays; changes of behaviour first. */
export function DriftSection({ drift }: { readonly drift: readonly ReportDrift[] }) {
  const sorted = useMemo(
    () => drift.toSorted((a, b) => (a.grade === b.grade ? a.seq - b.seq : a.grade === 'changesBehaviour' ? -1 : 1)),
    [drift],
  );
  if (drift.length === 0) return null;
  return (
    <Section id="code-drift" title="Drift" aside={drift.length}>
      <ul className={styles.list}>
        {sorted.slice(0, most).map(({ seq, operation, attribute, from, to, grade, source }, index) => (
          <li key={index} className={styles.drift} data-grade={grade}>
            <span className={styles.what}>
              <b>{oneLine(operation, 80)}</b> {oneLine(attribute, 120)}
            </span>
            <span className={styles.grade}>{gradeWords[grade]}</span>
            <span className={styles.values}>
              <span className={styles.from}>{valueText(attribute, from)}</span> →{' '}
              <span>{valueText(attribute, to)}</span>
            </span>
            <span className={styles.where}>
              <SeqLink seq={seq} /> {source === null ? null : <PlaceLink place={source} />}
            </span>
          </li>
        ))}
      </ul>
      {sorted.length > most ? <p>{sorted.length - most} more are not listed.</p> : null}
    </Section>
  );
}

function valueText(attribute: string, value: Json): string {
  if (isSpan(attribute) && value !== null) return spanText(value) || 'without end';
  return oneLine(value === null ? 'nothing' : JSON.stringify(value), 120);
}
