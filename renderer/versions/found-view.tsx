import type { CheckedHistory } from '../../engine/model/replay/checked.ts';
import type { ReplayReport } from '../../engine/model/replay/replay-report.ts';
import { lineText, manyLines } from '../ui/plain-text.ts';
import { cellWord, type Column } from '../session/versions/columns.ts';
import { useVersions } from '../session/versions/versions-state.ts';
import { DriftTable } from './drift-table.tsx';
import { SidesTable } from './sides-table.tsx';
import { SourceExcerpt } from './source-excerpt.tsx';
import { verdictLook } from './verdict-looks.ts';
import { WaitingTable } from './waiting-table.tsx';
import styles from './found-view.module.css';

type FoundViewProps = { readonly column: Column; readonly run: string; readonly checked: CheckedHistory | null };

/** The verdict on one history with one version: cause, remedy, place, both sides, drift. */
export function FoundView({ column, run, checked }: FoundViewProps) {
  if (checked === null) {
    const error = column.state === 'failed' ? column.error : null;
    return <p className={styles.says}>{error === null ? verdictLook(cellWord(column, run)).says : error.message}</p>;
  }
  if (checked.outcome !== 'replayed')
    return (
      <p className={styles.says}>
        {manyLines(checked.error.message)} <code className={styles.code}>{checked.error.code}</code>
      </p>
    );
  return <Report report={checked.report} />;
}

function Report({ report }: { readonly report: ReplayReport }) {
  const path = useVersions((state) => state.path);
  const { cause, remedy, text, verdict, official } = report;
  const goesApart = report.expected !== null || report.got !== null;
  return (
    <div className={styles.parts}>
      <div className={styles.part}>
        <p className={styles.says}>{verdictLook(verdict).says}</p>
        {cause === null ? null : <Said name="Likely cause" text={cause} />}
        {remedy === null ? null : <Said name="Remedy" text={remedy} />}
        {cause === null && text !== null ? <Said name="What shows it" text={text} /> : null}
        <SourceExcerpt report={report} path={path} />
        {official.passes ? null : (
          <Said name="Temporal's replayer" text={`${official.error}: ${official.text}`} quiet />
        )}
        {official.passes && cause !== null ? (
          <Said name="Temporal's replayer" text="passes it: it does not look at this." quiet />
        ) : null}
      </div>
      {goesApart ? <SidesTable report={report} /> : null}
      {report.drift.length === 0 ? null : <DriftTable drift={report.drift} path={path} />}
      <WaitingTable title="Waits for" waiting={report.waitsFor} path={path} />
      <WaitingTable title="Asks for next" waiting={report.next} path={path} />
    </div>
  );
}

function Said({
  name,
  text,
  quiet = false,
}: {
  readonly name: string;
  readonly text: string;
  readonly quiet?: boolean;
}) {
  return (
    <p className={styles.said} data-quiet={quiet || undefined}>
      <b>{name}</b> {lineText(text, 1500)}
    </p>
  );
}
