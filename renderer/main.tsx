import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { must } from '../engine/model/assert.ts';
import { App } from './app/app.tsx';
import { commandOf } from './ui/commands.ts';
import { forgetCompared, watchComparison } from './session/compare/comparing.ts';
import { watchPreparing } from './session/compare/prepare.ts';
import { stayConnected } from './session/connection.ts';
import { runCommand } from './app/deeds.ts';
import { watchIdle } from './session/idle.ts';
import { startKeyboard } from './app/keyboard.ts';
import { startLocation } from './app/follow-address.ts';
import { watchGrowth } from './session/growth.ts';
import { watchWork } from './session/work/work-state.ts';
import { openPaths } from './session/open-files.ts';
import { openPipe, takeToken } from './session/pipes.ts';
import { followLibrary } from './session/runs.ts';
import { watchTrail } from './session/trail.ts';
import { watchNotes } from './session/notes.ts';
import { watchSearch } from './session/search.ts';
import { watchStops } from './session/stops/marked-stops.ts';
import { watchVersions } from './session/versions/checking.ts';
import { startTheme } from './app/theme.ts';

takeToken();
startTheme();
startKeyboard();
watchSearch();
watchGrowth();
watchWork();
watchIdle();
watchComparison();
watchPreparing();
watchTrail();
watchVersions();
watchStops();
watchNotes();

createRoot(must(document.getElementById('root'))).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

let greeted = false;

void stayConnected(
  openPipe,
  {
    filesRequested: ({ paths }) => void openPaths(paths),
    commandRequested: ({ command }) => {
      const known = commandOf(command);
      if (known !== undefined) runCommand(known.id);
    },
  },
  async () => {
    await followLibrary(forgetCompared);
    if (greeted) return;
    greeted = true;
    await startLocation();
  },
);
