import { countText } from '../../engine/model/duration.ts';
import { objectOf, stringOf } from '../../engine/model/json.ts';
import { sideRows } from '../../engine/model/replay/sides.ts';
import type { ReplayReport } from '../../engine/model/replay/replay-report.ts';
import { lineText } from '../ui/plain-text.ts';
import styles from './found-view.module.css';

/** The history's event beside the code's command, attribute by attribute; differences first. */
export function SidesTable({ report: { expected, got, seq } }: { readonly report: ReplayReport }) {
  const rows = sideRows(expected, got).toSorted((a, b) => Number(b.differs) - Number(a.differs));
  const thrown = got?.type === 'throws' ? objectOf(got.attributes) : null;
  return (
    <div>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{seq === null ? 'At no event' : `At event ${countText(seq)}`}</th>
            <th scope="col">The history has</th>
            <th scope="col">The code does</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">
              <span className={styles.sign} />
              what
            </th>
            <td>{lineText(expected?.type ?? 'nothing of the kind')}</td>
            <td>{lineText(got?.type ?? 'nothing of the kind')}</td>
          </tr>
          {thrown !== null ? (
            <tr data-differs>
              <th scope="row">
                <span className={styles.sign}>≠</span>
                {lineText(stringOf(thrown['name']) ?? 'Error')}
              </th>
              <td />
              <td>{lineText(stringOf(thrown['message']) ?? '', 600)}</td>
            </tr>
          ) : (
            rows.map(({ attribute, expected: was, got: is, differs }) => (
              <tr key={attribute} data-differs={differs || undefined}>
                <th scope="row">
                  <span className={styles.sign}>{differs ? '≠' : ''}</span>
                  {lineText(attribute, 120)}
                </th>
                <td>
                  <code className={differs ? styles.was : undefined}>{lineText(was, 600)}</code>
                </td>
                <td>
                  <code className={differs ? styles.is : undefined}>{lineText(is, 600)}</code>
                </td>
              </tr>
            ))
          )}
        </tbody>
      </table>
    </div>
  );
}
