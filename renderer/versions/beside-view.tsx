import { countText } from '../../engine/model/duration.ts';
import type { CheckedHistory } from '../../engine/model/replay/checked.ts';
import { driftValue } from '../../engine/model/replay/sides.ts';
import type { ReplayReport } from '../../engine/model/replay/replay-report.ts';
import { lineText } from '../ui/plain-text.ts';
import { cellWord, checkedIn, type Column, versionName } from '../session/versions/columns.ts';
import { useVersions } from '../session/versions/versions-state.ts';
import { besideDrift } from './beside-drift.ts';
import { placeText } from './place-text.ts';
import { driftsOf, VerdictMark } from './verdict-mark.tsx';
import found from './found-view.module.css';
import styles from './beside-view.module.css';

/** Two versions of the code with one history: verdicts, divergences and drift of each. */
export function BesideView({ run, index }: { readonly run: string; readonly index: number }) {
  const columns = useVersions((state) => state.columns);
  const chosen = useVersions((state) => state.beside);
  const path = useVersions((state) => state.path);
  const other = chosen !== null && chosen !== index && chosen < columns.length ? chosen : index === 0 ? 1 : 0;
  const [left, right] = [columns[index], columns[other]];
  if (left === undefined || right === undefined)
    return <p className={styles.none}>Add another version of the code: both stand beside each other here.</p>;
  return (
    <div className={styles.page}>
      <table className={`${found.table} ${styles.table}`}>
        <thead>
          <tr>
            <td />
            <th scope="col">{lineText(versionName(left.code, path), 80)}</th>
            <th scope="col">
              <OtherVersion columns={columns} index={index} other={other} path={path} />
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, of }) => {
            const cells = [left, right].map((column) => of(reportOf(column, run), path));
            if (cells.every((cell) => cell === '')) return null;
            const differs = cells[0] !== cells[1];
            return (
              <tr key={name} data-differs={differs || undefined}>
                <th scope="row">
                  <span className={found.sign}>{differs ? '≠' : ''}</span>
                  {name}
                </th>
                {cells.map((cell, side) => (
                  <td key={side}>
                    {name === 'Verdict' ? (
                      <Verdict column={side === 0 ? left : right} run={run} />
                    ) : (
                      lineText(cell === '' ? '–' : cell, 900)
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      <Drifts left={reportOf(left, run)} right={reportOf(right, run)} />
    </div>
  );
}

function reportOf(column: Column, run: string): ReplayReport | null {
  const checked: CheckedHistory | null = checkedIn(column, run);
  return checked?.outcome === 'replayed' ? checked.report : null;
}

type RowOf = { readonly name: string; readonly of: (report: ReplayReport | null, path: string) => string };

const rows: readonly RowOf[] = [
  { name: 'Verdict', of: (report) => report?.verdict ?? 'none' },
  { name: 'Goes apart at', of: (report) => (typeof report?.seq === 'number' ? `event ${countText(report.seq)}` : '') },
  { name: 'The history has', of: (report) => sideText(report?.expected ?? null) },
  { name: 'The code does', of: (report) => sideText(report?.got ?? null) },
  { name: 'Line', of: (report, path) => (report?.source ? placeText(report.source, path) : '') },
  { name: 'Likely cause', of: (report) => report?.cause ?? '' },
  { name: 'Remedy', of: (report) => report?.remedy ?? '' },
  { name: 'Drift', of: (report) => (report === null ? '' : countText(report.drift.length)) },
];

function sideText(side: ReplayReport['expected']): string {
  if (side === null) return '';
  const { activityType, workflowType, message } = (side.attributes ?? {}) as Record<string, unknown>;
  const name = [activityType, workflowType, message].map((value) =>
    typeof value === 'object' && value !== null ? (value as { name?: unknown }).name : value,
  );
  return [side.type, ...name.filter((each) => typeof each === 'string')].join(' ');
}

function Verdict({ column, run }: { readonly column: Column; readonly run: string }) {
  return <VerdictMark word={cellWord(column, run)} drifts={driftsOf(checkedIn(column, run))} />;
}

type OtherVersionProps = {
  readonly columns: readonly Column[];
  readonly index: number;
  readonly other: number;
  readonly path: string;
};

function OtherVersion({ columns, index, other, path }: OtherVersionProps) {
  if (columns.length < 3) return lineText(versionName(columns[other]?.code ?? '', path), 80);
  return (
    <select
      className={styles.select}
      value={other}
      aria-label="The version beside it"
      onChange={(event) => useVersions.setState({ beside: Number(event.target.value) })}
    >
      {columns.map((column, place) =>
        place === index ? null : (
          <option key={column.code} value={place}>
            {lineText(versionName(column.code, path), 80)}
          </option>
        ),
      )}
    </select>
  );
}

function Drifts({ left, right }: { readonly left: ReplayReport | null; readonly right: ReplayReport | null }) {
  const drifts = besideDrift(left?.drift ?? [], right?.drift ?? []);
  if (drifts.length === 0) return null;
  return (
    <table className={`${found.table} ${styles.table}`}>
      <thead>
        <tr>
          <th scope="col">Drift</th>
          <th scope="col">Was recorded as</th>
          <th scope="col">On the left</th>
          <th scope="col">On the right</th>
        </tr>
      </thead>
      <tbody>
        {drifts.slice(0, 200).map(({ seq, operation, attribute, from, left: inLeft, right: inRight }) => (
          <tr key={`${seq} ${operation} ${attribute}`}>
            <th scope="row">
              {countText(seq)} {lineText(operation, 80)} <code>{lineText(attribute, 120)}</code>
            </th>
            <td>
              <code>{lineText(driftValue(attribute, from), 200)}</code>
            </td>
            {[inLeft, inRight].map((to, side) => (
              <td key={side}>
                {to === undefined ? (
                  'as recorded'
                ) : (
                  <code className={found.is}>{lineText(driftValue(attribute, to), 200)}</code>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
