import { CirclePlay, FileCheck, FolderOpen, Plus, Server } from 'lucide-react';
import { ChosenBar } from './chosen-bar.tsx';
import { keysOf } from '../ui/commands.ts';
import { chooseFiles } from '../session/open-files.ts';
import { useSession } from '../session/session.ts';
import { useShell } from '../session/shell-state.ts';
import { showVersions } from '../session/versions/checking.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Chips } from './chips.tsx';
import { FollowedServers } from './followed-servers.tsx';
import { ImportPanel } from './import-panel.tsx';
import { LibraryField } from './library-field.tsx';
import { RunList } from './run-list.tsx';
import styles from './library-pane.module.css';

/** All runs, with search, filter and grouping, and the imports in progress. */
export function LibraryPane() {
  const empty = useSession((session) => session.runs.length === 0);
  const readsHere = useShell((shell) => shell.engine?.filesByPath === true);
  return (
    <section className={styles.pane} aria-label="Library">
      <div className={styles.heading}>
        <h2 className={styles.title}>Library</h2>
        <IconButton
          icon={FileCheck}
          label="Check code: what breaks, in which histories"
          keys={keysOf('check-code')}
          size="small"
          onClick={() => void showVersions()}
        />
        <IconButton
          icon={CirclePlay}
          label="Start a run…"
          keys={keysOf('run-start')}
          size="small"
          onClick={() => useShell.setState({ dialog: 'start' })}
        />
        <IconButton
          icon={Plus}
          label="Open a history…"
          keys={keysOf('open')}
          size="small"
          onClick={() => void chooseFiles(false)}
        />
        {readsHere ? (
          <IconButton
            icon={Server}
            label="Open from a Temporal server…"
            keys={keysOf('server')}
            size="small"
            onClick={() => useShell.setState({ dialog: 'server' })}
          />
        ) : null}
        <IconButton
          icon={FolderOpen}
          label="Open a folder…"
          keys={keysOf('open-folder')}
          size="small"
          onClick={() => void chooseFiles(true)}
        />
      </div>
      {empty ? <p className={styles.empty}>No runs yet. What you open stays here.</p> : <Runs />}
      <div className={styles.imports}>
        {empty ? null : <ImportPanel />}
        <FollowedServers />
      </div>
    </section>
  );
}

function Runs() {
  return (
    <>
      <LibraryField />
      <Chips />
      <RunList />
      <ChosenBar />
    </>
  );
}
