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
import { startKeyboard } from './keyboard.ts';
import { startLocation } from './location.ts';
import { openPaths } from './open-files.ts';
import { openPipe, takeToken } from './pipes.ts';
import { followLibrary } from './runs.ts';
import { watchSearch } from './search.ts';
import { startTheme } from './theme.ts';

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
