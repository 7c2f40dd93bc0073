import { lazy, memo, type ReactNode, Suspense, useLayoutEffect } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { ComparePane } from '../compare/compare-pane.tsx';
import { useCompare } from '../session/compare/compare-state.ts';
import { PairInspector } from '../compare/pair-inspector.tsx';
import { EventsPane } from '../events/events-pane.tsx';
import { GraphPane } from '../graph/graph-pane.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import { RunsTable } from '../library/runs-table.tsx';
import { LibraryPane } from '../library/library-pane.tsx';
import { busy } from '../session/idle.ts';
import { useSession } from '../session/session.ts';
import { TimelinePane } from '../timeline/timeline-pane.tsx';
import { PaneBoundary } from '../ui/pane-boundary.tsx';
import { useShell } from '../session/shell-state.ts';
import { useVersions } from '../session/versions/versions-state.ts';
import split from '../ui/split.module.css';
import { StartPage } from './start-page.tsx';
import { Toolbar } from './toolbar.tsx';
import { rememberSizes, usePane } from './use-pane.ts';
import styles from './workbench.module.css';

/** Loaded on first use. */
const VersionsPane = lazy(async () => ({ default: (await import('../versions/versions-pane.tsx')).VersionsPane }));
/** Loaded on first use. */
const CodePane = lazy(() => import('../code/code-pane.tsx').then((module) => ({ default: module.CodePane })));

/**
 * The panes side by side. Sizes are in px, so that a wider window widens the middle pane. The panes of a run exist,
 * hidden, before any run is open: creating them takes longer than filling them.
 */
export function Workbench() {
  const run = useSession((session) => session.open?.summary.runId);
  const library = usePane('library');
  const comparing = useCompare((state) => state.runs.length > 0);
  const checking = useVersions((state) => state.shown);
  const table = useShell((shell) => shell.table);
  return (
    <Group className={styles.panes} orientation="horizontal" role="main" onLayoutChanged={rememberSizes}>
      <Panel id="library" {...library} minSize={180} maxSize={480}>
        <Shown pane="library" name="Library">
          <LibraryPane />
        </Shown>
      </Panel>
      <Separator className={split.separator} aria-label="Width of the library" />
      <Panel id="run" minSize={320} className={styles.run}>
        <Run run={run} comparing={comparing} covered={checking || (table && !comparing)} />
        {checking ? <Versions /> : null}
        {(run === undefined || table) && !comparing && !checking ? (
          <div className={styles.start}>
            <Start />
          </div>
        ) : null}
      </Panel>
    </Group>
  );
}

function Versions() {
  return (
    <div className={styles.over}>
      <PaneBoundary name="Check code">
        <Suspense fallback={<Loading />}>
          <VersionsPane />
        </Suspense>
      </PaneBoundary>
    </div>
  );
}

/** Nothing, and the page is busy as long as it is shown. */
function Loading() {
  useLayoutEffect(busy, []);
  return null;
}

/** Shown without an open run: the library or, while it is empty, how to get a history. */
function Start() {
  const some = useSession((session) => session.runs.length > 0);
  const opening = useSession((session) => session.opening);
  const table = useShell((shell) => shell.table);
  return some && (opening === null || table) ? <RunsTable /> : <StartPage />;
}

type RunProps = { readonly run: string | undefined; readonly comparing: boolean; readonly covered: boolean };

/** A comparison covers the run, which stays mounted underneath. `covered`: so does something else. */
function Run({ run, comparing, covered }: RunProps) {
  const inspector = usePane('inspector');
  return (
    <Group
      className={styles.panes}
      orientation="horizontal"
      data-unseen={covered || (run === undefined && !comparing)}
      onLayoutChanged={rememberSizes}
    >
      <Panel id="middle" minSize={320} className={styles.run}>
        <div className={styles.under} data-unseen={comparing}>
          <Middle run={run} />
        </div>
        {comparing ? (
          <PaneBoundary name="Comparison" resetOn={run}>
            <ComparePane />
          </PaneBoundary>
        ) : null}
      </Panel>
      <Separator className={split.separator} aria-label="Width of the inspector" />
      <Panel id="inspector" {...inspector} minSize={240} maxSize={900}>
        <Beside run={run} comparing={comparing} />
      </Panel>
    </Group>
  );
}

type BesideProps = { readonly run: string | undefined; readonly comparing: boolean };

const Beside = memo(function Beside({ run, comparing }: BesideProps) {
  return (
    <Shown pane="inspector" name="Inspector" run={run}>
      {comparing ? <PairInspector /> : <Inspector />}
    </Shown>
  );
});

type ShownProps = {
  readonly pane: 'library' | 'timeline' | 'inspector';
  readonly name: string;
  readonly run?: string | undefined;
  readonly children: ReactNode;
};

/** A collapsed pane draws nothing and is out of the tab order. */
function Shown({ pane, name, run, children }: ShownProps) {
  const shown = useShell((shell) => shell.shown[pane]);
  if (!shown) return null;
  return (
    <PaneBoundary name={name} resetOn={run}>
      {children}
    </PaneBoundary>
  );
}

/** Not drawn again when it is only covered or uncovered. */
const Middle = memo(function Middle({ run }: { readonly run: string | undefined }) {
  const view = useSession((session) => session.view);
  return (
    <section className={styles.middle} aria-label="Run">
      <Toolbar />
      <div className={styles.view}>
        {view === 'graph' ? <GraphAndTimeline run={run} /> : null}
        {view === 'timeline' ? (
          <PaneBoundary name="Timeline" resetOn={run}>
            <TimelinePane />
          </PaneBoundary>
        ) : null}
        {view === 'code' ? (
          <PaneBoundary name="Code" resetOn={run}>
            <Suspense fallback={<Loading />}>
              <CodePane />
            </Suspense>
          </PaneBoundary>
        ) : null}
        {view === 'events' ? (
          <PaneBoundary name="Events" resetOn={run}>
            <EventsPane />
          </PaneBoundary>
        ) : null}
      </div>
    </section>
  );
});

function GraphAndTimeline({ run }: { readonly run: string | undefined }) {
  const timeline = usePane('timeline');
  return (
    <Group orientation="vertical" onLayoutChanged={rememberSizes}>
      <Panel id="graph" minSize={120}>
        <PaneBoundary name="Graph" resetOn={run}>
          <GraphPane />
        </PaneBoundary>
      </Panel>
      <Separator className={split.separator} aria-label="Height of the timeline" />
      <Panel id="timeline" {...timeline} minSize={110}>
        <Shown pane="timeline" name="Timeline" run={run}>
          <TimelinePane />
        </Shown>
      </Panel>
    </Group>
  );
}
