import { countText } from '../../engine/model/duration.ts';
import { driftValue } from '../../engine/model/replay/sides.ts';
import type { ReportDrift } from '../../engine/model/replay/replay-report.ts';
import { lineText } from '../ui/plain-text.ts';
import { placeText } from './place-text.ts';
import styles from './found-view.module.css';

const most = 200;
export const gradeWords = { changesBehaviour: 'changes behaviour', cosmetic: 'cosmetic' } as const;

/** Attributes that replay although they differ from the recording. */
export function DriftTable({ drift, path }: { readonly drift: readonly ReportDrift[]; readonly path: string }) {
  return (
    <div className={styles.wide}>
      <h3 className={styles.title}>Drift: it is accepted, and not as it was</h3>
      <table className={styles.table}>
        <thead>
          <tr>
            {['Event', 'Operation', 'Attribute', 'Was', 'Is', 'Grade', 'Line'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {drift.slice(0, most).map((one) => (
            <tr key={`${one.seq} ${one.operation} ${one.attribute}`}>
              <td>{countText(one.seq)}</td>
              <td>{lineText(one.operation, 120)}</td>
              <td>
                <code>{lineText(one.attribute, 120)}</code>
              </td>
              <td>
                <code className={styles.was}>{lineText(driftValue(one.attribute, one.from), 300)}</code>
              </td>
              <td>
                <code className={styles.is}>{lineText(driftValue(one.attribute, one.to), 300)}</code>
              </td>
              <td className={styles.nowrap}>{gradeWords[one.grade]}</td>
              <td>{one.source === null ? '' : <code>{placeText(one.source, path)}</code>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {drift.length > most ? <p>… and {countText(drift.length - most)} more.</p> : null}
    </div>
  );
}
