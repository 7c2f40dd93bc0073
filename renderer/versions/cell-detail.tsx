import { CornerDownRight } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import type { CheckedHistory } from '../../engine/model/replay/checked.ts';
import { countText } from '../../engine/model/duration.ts';
import { useSession } from '../session/session.ts';
import { keysOf } from '../ui/commands.ts';
import bar from '../ui/toolbar.module.css';
import { BothHistories } from '../ui/both-histories.tsx';
import control from '../ui/control.module.css';
import { lineText } from '../ui/plain-text.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { compareCell, openDivergence, ownOfCell } from '../session/versions/checking.ts';
import { cellWord, checkedIn, type Column, versionName } from '../session/versions/columns.ts';
import { nameOf } from '../session/versions/matrix-rows.ts';
import { useVersions, type VersionDetail, versionDetails } from '../session/versions/versions-state.ts';
import { BesideView } from './beside-view.tsx';
import { CommitView } from './commit-view.tsx';
import { CoursesView } from './courses-view.tsx';
import { FoundView } from './found-view.tsx';
import { driftsOf, VerdictMark } from './verdict-mark.tsx';
import styles from './cell-detail.module.css';

/** The result in the cell at the cursor, and actions on it. */
export function CellDetail() {
  const { run, column: index } = useVersions((state) => state.cursor);
  const column = useVersions((state) => state.columns[index]);
  const detail = useVersions((state) => state.detail);
  if (run === null || column === undefined)
    return <p className={styles.none}>Select a history above to see what was found.</p>;
  const checked = checkedIn(column, run);
  return (
    <section className={styles.detail} aria-label="What was found">
      <Heading run={run} column={column} checked={checked} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keys */}
      <div key={`${run} ${detail}`} className={styles.scroll} tabIndex={0} role="region" aria-label={names[detail]}>
        {detail === 'divergence' ? <FoundView column={column} run={run} checked={checked} /> : null}
        {detail === 'courses' ? <CoursesView run={run} code={column.code} /> : null}
        {detail === 'beside' ? <BesideView run={run} index={index} /> : null}
        {detail === 'commit' ? <CommitView run={run} /> : null}
      </div>
    </section>
  );
}

const names: Readonly<Record<VersionDetail, string>> = {
  divergence: 'Found',
  courses: 'Both histories',
  beside: 'Two versions',
  commit: 'Which commit',
};

type HeadingProps = { readonly run: string; readonly column: Column; readonly checked: CheckedHistory | null };

function Heading({ run, column, checked }: HeadingProps) {
  const path = useVersions((state) => state.path);
  const summary = useSession((session) => session.runs.find(({ runId }) => runId === run));
  const detail = useVersions((state) => state.detail);
  const choose = (value: string): void => {
    const wanted = versionDetails.find((each) => each === value);
    if (wanted !== undefined) useVersions.setState({ detail: wanted });
  };
  return (
    <div className={styles.heading}>
      <h2 className={styles.name}>
        <span className={styles.id}>{lineText(summary === undefined ? run : nameOf(summary), 120)}</span>
        <span className={styles.version}>with {lineText(versionName(column.code, path), 60)}</span>
        <VerdictMark word={cellWord(column, run)} drifts={driftsOf(checked)} />
      </h2>
      <ToggleGroup.Root type="single" className={bar.views} aria-label="Detail" value={detail} onValueChange={choose}>
        {versionDetails.map((each) => (
          <ToggleGroup.Item key={each} value={each} className={bar.view}>
            {names[each]}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      <span className={styles.buttons}>
        <Ways run={run} checked={checked} />
      </span>
    </div>
  );
}

function Ways({ run, checked }: Pick<HeadingProps, 'run' | 'checked'>) {
  const asked = ownOfCell({ run, column: useVersions((state) => state.cursor.column) });
  const report = checked?.outcome === 'replayed' ? checked.report : null;
  const seq = report?.seq ?? report?.drift[0]?.seq ?? null;
  return (
    <>
      {asked === null ? null : <BothHistories asked={asked} name="Both as runs" onAsk={() => void compareCell()} />}
      <Tooltip label="Into the run, at this event" keys={keysOf('row-act')}>
        <button type="button" className={control.bordered} onClick={() => void openDivergence()}>
          <CornerDownRight size={13} aria-hidden /> {seq === null ? 'Open the run' : `Open at event ${countText(seq)}`}
        </button>
      </Tooltip>
    </>
  );
}
