import { CircleHelp, FolderOpen, Moon, Sun } from 'lucide-react';
import { countText, durationText } from '../../engine/model/duration.ts';
import { spanMs } from '../../engine/model/moment.ts';
import { calledOf, type RunSummary, shownStatus } from '../../engine/model/run.ts';
import { useCompare } from '../session/compare/compare-state.ts';
import { CompareTitle } from './compare-title.tsx';
import { VersionsTitle } from './versions-title.tsx';
import { keysOf } from '../ui/commands.ts';
import { chooseFiles } from '../session/open-files.ts';
import { useSession } from '../session/session.ts';
import { toggleTheme } from './theme.ts';
import { EndKept } from '../ui/end-kept.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { idText, lineText } from '../ui/plain-text.ts';
import { statusLook } from '../ui/statuses.ts';
import tones from '../ui/tones.module.css';
import { SearchBox } from './search-box.tsx';
import { useShell } from '../session/shell-state.ts';
import { useVersions } from '../session/versions/versions-state.ts';
import styles from './app-header.module.css';

export function AppHeader() {
  const summary = useSession((session) => session.open?.summary ?? null);
  const comparing = useCompare((state) => state.runs.length > 0);
  const checking = useVersions((state) => state.shown);
  const theme = useSession((session) => session.theme);
  return (
    <header className={styles.header}>
      <span className={styles.logo}>
        <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden>
          <path d="M14.2 4.6A6.6 6.6 0 1 0 15.6 9" className={styles.ring} />
          <path d="M15.9 1.4v5h-5z" className={styles.tip} />
        </svg>
        <span className={styles.name}>Retrace</span>
      </span>
      {checking ? (
        <VersionsTitle />
      ) : comparing ? (
        <CompareTitle />
      ) : summary === null ? (
        <span className={styles.space} />
      ) : (
        <RunTitle summary={summary} />
      )}
      {summary === null || comparing || checking ? null : <SearchBox />}
      <span className={styles.buttons}>
        <IconButton
          icon={FolderOpen}
          label="Open a history…"
          keys={keysOf('open')}
          onClick={() => void chooseFiles(false)}
        />
        <IconButton
          icon={theme === 'dark' ? Sun : Moon}
          label={theme === 'dark' ? 'Light theme' : 'Dark theme'}
          keys={keysOf('theme')}
          onClick={toggleTheme}
        />
        <IconButton
          icon={CircleHelp}
          label="Keys"
          keys={keysOf('help')}
          onClick={() => useShell.setState({ dialog: 'help' })}
        />
      </span>
    </header>
  );
}

function RunTitle({ summary }: { readonly summary: RunSummary }) {
  const { word, tone, icon: Glyph } = statusLook(shownStatus(summary));
  const type = lineText(summary.workflowType ?? summary.source, 120);
  const id = idText(calledOf(summary));
  return (
    <div className={styles.run}>
      <h1
        className={styles.crumb}
        title={`${type} / ${id}\nRun ${lineText(summary.runId)}\n${lineText(summary.source)}`}
      >
        <span className={styles.type}>{type}</span>
        <span>/</span>
        <EndKept className={styles.id} text={id} />
      </h1>
      <span className={`${styles.chip} ${tones.status}`} data-tone={tone} title="At the end of the history">
        <Glyph size={12} aria-hidden />
        <span className={styles.word}>{word}</span>
      </span>
      <span className={styles.facts}>{factsOf(summary)}</span>
    </div>
  );
}

function factsOf({ events, startedAtMs, endedAtMs, form, madeBy }: RunSummary): string {
  const facts = [`${countText(events)} ${events === 1 ? 'event' : 'events'}`];
  // The times of a run that code made are those of recorded answers.
  if (startedAtMs !== null && endedAtMs !== null && madeBy === undefined)
    facts.push(durationText(spanMs(startedAtMs, endedAtMs)));
  return [...facts, form].join(' · ');
}
