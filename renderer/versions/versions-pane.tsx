import { useEffect, useRef } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { useSession } from '../session/session.ts';
import { currentMatrix, useVersions } from '../session/versions/versions-state.ts';
import split from '../ui/split.module.css';
import { CellDetail } from './cell-detail.tsx';
import { CodeBar } from './code-bar.tsx';
import { CheckSummary } from './check-summary.tsx';
import { FirstCode } from './first-code.tsx';
import { MatrixGrid } from './matrix-grid.tsx';
import { MatrixToolbar } from './matrix-toolbar.tsx';
import styles from './versions-pane.module.css';

/** Code against many histories, one column per version; below it the result in the cell at the cursor. */
export function VersionsPane() {
  const named = useVersions((state) => state.path !== '');
  const pane = useFocus(named);
  return (
    <section ref={pane} className={styles.pane} aria-label="Check code">
      {named ? <Checked /> : <FirstCode />}
    </section>
  );
}

function Checked() {
  const runs = useSession((session) => session.runs);
  const matrix = useVersions((state) => currentMatrix(state, runs));
  return (
    <>
      <CodeBar />
      <CheckSummary />
      <MatrixToolbar matrix={matrix} />
      <Group orientation="vertical" className={styles.split}>
        <Panel id="matrix" minSize={120} defaultSize="44%">
          <MatrixGrid matrix={matrix} />
        </Panel>
        <Separator className={split.separator} aria-label="Height of the table" />
        <Panel id="cell" minSize={120}>
          <CellDetail />
        </Panel>
      </Group>
    </>
  );
}

/** Arrow keys go to the table, not to the list of runs where the check was started. */
function useFocus(named: boolean) {
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    const first = pane.current?.querySelector<HTMLElement>('[role=grid]') ?? pane.current?.querySelector('input');
    first?.focus({ preventScroll: true });
  }, [named]);
  return pane;
}
