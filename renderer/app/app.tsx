import { runCommand, canRun } from './deeds.ts';
import { ChooseRun } from '../compare/choose-run.tsx';
import { useCompare } from '../session/compare/compare-state.ts';
import { Help } from '../palette/help.tsx';
import { BundleDialog } from '../library/bundle-dialog.tsx';
import { DialectsDialog } from '../library/dialects-dialog.tsx';
import { CodecDialog } from '../library/codec-dialog.tsx';
import { ServerDialog } from '../library/server-dialog.tsx';
import { RenameDialog } from '../library/rename-dialog.tsx';
import { Palette } from '../palette/palette.tsx';
import { useSession } from '../session/session.ts';
import { AppHeader } from './app-header.tsx';
import { LostBanner, NoticeLine } from './banners.tsx';
import { DropOverlay } from './drop-overlay.tsx';
import { FaultPage } from './fault-page.tsx';
import { HeadlineBar } from './headline-bar.tsx';
import { PaneBoundary } from '../ui/pane-boundary.tsx';
import { useShell } from '../session/shell-state.ts';
import { useVersions } from '../session/versions/versions-state.ts';
import { Workbench } from './workbench.tsx';
import { StartDialog } from '../work/start-dialog.tsx';
import { TellDialogs } from '../work/tell-dialogs.tsx';
import { TransportBar } from '../transport/transport-bar.tsx';
import { TipLayer } from '../ui/tip-layer.tsx';
import styles from './app.module.css';

export function App() {
  const connecting = useSession((session) => session.connection === 'connecting');
  const lost = useSession((session) => session.connection === 'lost');
  const fault = useShell((shell) => shell.fault);
  const comparing = useCompare((state) => state.runs.length > 0);
  const checking = useVersions((state) => state.shown);
  const table = useShell((shell) => shell.table);
  const covered = comparing || checking || table;
  if (connecting || fault?.type === 'mismatch') return <FaultPage fault={fault} />;
  return (
    <div className={styles.app}>
      <AppHeader />
      {lost ? <LostBanner /> : covered ? null : <HeadlineBar />}
      <Workbench />
      {covered ? null : <Transport />}
      <NoticeLine />
      <DropOverlay />
      <Palette canRun={canRun} onRun={runCommand} />
      <Help />
      <ChooseRun />
      <RenameDialog />
      <BundleDialog />
      <StartDialog />
      <TellDialogs />
      <DialectsDialog />
      <ServerDialog />
      <CodecDialog />
      <TipLayer />
    </div>
  );
}

function Transport() {
  const run = useSession((session) => session.open?.summary.runId);
  return (
    <footer className={styles.transport} data-unseen={run === undefined}>
      <PaneBoundary name="Transport" resetOn={run}>
        <TransportBar />
      </PaneBoundary>
    </footer>
  );
}
