import { FileJson, FolderOpen, Sparkles } from 'lucide-react';
import { readableHistories } from '../../engine/model/readable-histories.ts';
import { keysOf } from '../ui/commands.ts';
import { ImportPanel } from '../library/import-panel.tsx';
import { chooseFiles, openSample } from '../session/open-files.ts';
import { useSession } from '../session/session.ts';
import { copyText } from '../session/copying.ts';
import control from '../ui/control.module.css';
import styles from './start-page.module.css';

/** Shown while the library is empty: where to drop files, how to get a history, the supported engines, and a sample. */
export function StartPage() {
  const opening = useSession((session) => session.opening);
  if (opening !== null) return <div className={styles.page} aria-busy />;
  return (
    <div className={styles.page}>
      <div className={styles.area}>
        <FileJson size={34} strokeWidth={1.4} className={styles.glyph} aria-hidden />
        <h1 className={styles.title}>Drop a history here</h1>
        <div className={styles.buttons}>
          <button type="button" className={control.primary} onClick={() => void chooseFiles(false)}>
            <FileJson size={14} aria-hidden /> Open a history…
          </button>
          <button type="button" className={control.bordered} onClick={() => void chooseFiles(true)}>
            <FolderOpen size={14} aria-hidden /> Open a folder…
          </button>
          <button type="button" className={control.bordered} onClick={() => void openSample()}>
            <Sparkles size={14} aria-hidden /> Try the sample
          </button>
        </div>
        <Ways />
        <p className={styles.keys}>
          <span>
            <kbd>{keysOf('open')}</kbd> open
          </span>
          <span>
            <kbd>{keysOf('palette')}</kbd> all commands
          </span>
          <span>
            <kbd>{keysOf('help')}</kbd> keys
          </span>
        </p>
        <Formats />
      </div>
      <div className={styles.imports}>
        <ImportPanel />
      </div>
    </div>
  );
}

const command = 'temporal workflow show -w WORKFLOW_ID -o json > history.json';

/** How to get a history, one line each. */
function Ways() {
  return (
    <dl className={styles.ways} aria-label="How to get a history">
      <dt>Command line</dt>
      <dd>
        <button
          type="button"
          className={styles.command}
          title="Copy this command"
          onClick={() => void copyText(command, 'the command')}
        >
          <code>{command}</code>
        </button>
      </dd>
      <dt>Web UI</dt>
      <dd>the workflow’s page, Event History, Download</dd>
      <dt>A server</dt>
      <dd>
        <kbd>{keysOf('server')}</kbd> lists a Temporal server’s runs, and fetches them
      </dd>
      <dt>A folder</dt>
      <dd>of exports, also of many runs, gzip or not: drop it, or open it</dd>
      <dt>None at hand</dt>
      <dd>the sample is an order that failed</dd>
    </dl>
  );
}

function Formats() {
  return <p className={styles.formats}>Reads histories of {readableHistories.join(' · ')}</p>;
}
