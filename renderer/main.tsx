import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { must } from '../engine/model/assert.ts';
import { App } from './app.tsx';
import { commandOf } from './commands.ts';
import { forgetCompared, watchComparison } from './compare/comparing.ts';
import { stayConnected } from './connection.ts';
import { runCommand } from './deeds.ts';
import { watchIdle } from './idle.ts';
import { forgetImports, importFinished, importProgressed } from './imports.ts';
import { startKeyboard } from './keyboard.ts';
import { startLocation } from './location.ts';
import { openArrived } from './open-files.ts';
import { openPipe, takeToken } from './pipes.ts';
import { addRuns, dropRuns, listRuns, openRun } from './runs.ts';
import { watchSearch } from './search.ts';
import { startTheme } from './theme.ts';
import { useSession } from './session.ts';

takeToken();
startTheme();
startKeyboard();
watchSearch();
watchIdle();
watchComparison();

createRoot(must(document.getElementById('root'))).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

let greeted = false;

void stayConnected(
  openPipe,
  {
    runsAdded: ({ runs }) => {
      addRuns(runs);
      openArrived(runs);
    },
    runsDropped: ({ runs }) => {
      dropRuns(runs);
      forgetCompared(runs);
    },
    importProgressed,
    importFinished,
    runRequested: ({ run }) => void openRun(run),
    commandRequested: ({ command }) => {
      const known = commandOf(command);
      if (known !== undefined) runCommand(known.id);
    },
  },
  async () => {
    forgetImports();
    await listRuns();
    if (greeted) return;
    greeted = true;
    await startLocation();
  },
);

// Another host may have added to the same library meanwhile.
window.addEventListener('focus', () => {
  if (useSession.getState().connection === 'ready') void listRuns().catch(() => undefined);
});
