// Files to import, from every source: the host's own dialog, the page's file field, a drop, the sample.

import { errorInfo, RetraceError } from '../../engine/model/errors.ts';
import type { RunSummary } from '../../engine/model/run.ts';
import { droppedIn, filesOf } from './dropped.ts';
import { ask } from './engine.ts';
import { busy } from './idle.ts';
import { compare } from './compare/comparing.ts';
import { keepRules } from './compare/ignored.ts';
import {
  addProblem,
  type Arrived,
  cancelImports,
  dismissProblem,
  importEnded,
  importProgressed,
  runImport,
} from './imports.ts';
import { openRun } from './runs.ts';
import { moveTo, setView, useSession, views } from './session.ts';
import { useShell } from './shell-state.ts';
import { unreadable } from './unreadable.ts';

/** Files sent as bytes travel in one message; larger files must be read by the host. */
const MOST_BYTES = 500 * 1024 * 1024;

/** Id of the job that counts the files of a batch sent one by one. */
const handing = '';

/** Counts cancellations: files queued before one do not start. */
let cancelled = 0;

/** Opens the host's own dialog or, without one, the page's. */
export async function chooseFiles(folder: boolean): Promise<void> {
  try {
    const { paths } = await ask('chooseFiles', { folder });
    if (paths.length > 0) await openPaths(paths);
  } catch (error) {
    if (error instanceof RetraceError && error.code === 'not-here') await openFiles(await pickFiles(folder));
    else addProblem({ file: folder ? 'Open a folder' : 'Open a history', error: errorInfo(error) });
  }
}

export async function openDrop(data: DataTransfer): Promise<void> {
  const dropped = droppedIn(data);
  const direct = [...data.files];
  const done = busy();
  try {
    const paths = pathsOf(direct);
    if (paths !== null) await openPaths(paths);
    else await openFiles(await filesOf(dropped, refuse));
  } catch (error) {
    addProblem({ file: 'Dropped files', error: errorInfo(error) });
  } finally {
    done();
  }
}

/** Of many dropped files the others are opened all the same. */
function refuse(file: string, error: unknown): void {
  addProblem({ file, error: errorInfo(unreadable(file, error)) });
}

export async function openSample(): Promise<void> {
  const done = busy();
  try {
    const response = await fetch('./sample.json');
    if (!response.ok)
      throw new RetraceError('not-found', 'The sample is not part of this build. Open a file of your own.');
    await openFiles([new File([await response.blob()], 'sample.json')]);
  } catch (error) {
    addProblem({ file: 'sample.json', error: errorInfo(error) });
  } finally {
    done();
  }
}

export function cancelOpening(): void {
  cancelled += 1;
  cancelImports();
}

/** Imports files by path, on a host that may read them. */
export async function openPaths(paths: readonly string[], partial = false): Promise<void> {
  const reopen = (file: string) => () => {
    dismissFile(file);
    void openPaths([paths.find((path) => path.endsWith(file)) ?? file], true);
  };
  const single = paths.length === 1;
  const arrived = await runImport((options) => ask('importPaths', { paths: [...paths], partial }, options), {
    name: paths[0] ?? '',
    onRuns: single ? showFirst() : ignored,
    reopen,
  });
  showArrived(arrived, arrived.runs.length === 1);
}

/** Imports one file at a time, so that only one big file is in memory. */
async function openFiles(files: readonly File[], partial = false): Promise<void> {
  const turn = cancelled;
  for (const [index, file] of files.entries()) {
    if (turn !== cancelled) return;
    const single = files.length === 1;
    showArrived(
      await openFile(file, partial, {
        filesDone: index,
        filesTotal: files.length,
        onRuns: single ? showFirst() : ignored,
      }),
      single,
    );
  }
}

type Handover = {
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly onRuns: (runs: readonly RunSummary[]) => void;
};

async function openFile(file: File, partial: boolean, { onRuns, ...count }: Handover): Promise<Arrived> {
  const name = file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
  const reopen = () => () => {
    dismissFile(name);
    void openFiles([file], true);
  };
  const hand = async (options: Parameters<Parameters<typeof runImport>[0]>[0]) => {
    if (file.size > MOST_BYTES)
      throw new RetraceError('file-too-large', `${name} is too large to hand over. Import it with “retrace import”.`);
    importProgressed({ job: handing, file: name, events: 0, ...count });
    const buffer = await file.arrayBuffer().catch((error: unknown) => {
      throw unreadable(name, error);
    });
    return await ask('importBytes', { name, bytes: new Uint8Array(buffer), partial }, options);
  };
  const arrived = await runImport(hand, { name, onRuns, reopen });
  importEnded(handing);
  return arrived;
}

/** Shows the first run as soon as it can be opened, before it is fully stored; later runs stay in the library. */
export function showFirst(): (runs: readonly RunSummary[]) => void {
  let shown = false;
  return ([first]) => {
    if (shown || first === undefined) return;
    shown = true;
    void openRun(first.runId);
  };
}

const ignored = (): void => undefined;

function dismissFile(file: string): void {
  const problem = useSession.getState().problems.find((each) => each.file === file);
  if (problem !== undefined) dismissProblem(problem);
}

/** A bundle opens as its comparison; a single file opens its run; of many files the first opens, if no run was open. */
export function showArrived({ runs, known, comparison }: Arrived, single: boolean): void {
  if (comparison !== null) {
    if (comparison.ignore.length > 0) keepRules(comparison.ignore.join('\n'));
    void compare([comparison.left, comparison.right]);
    return;
  }
  const { open, opening } = useSession.getState();
  const [first] = runs;
  if (first === undefined) return;
  const isHere = first.runId === (opening ?? open?.summary.runId);
  if (isHere ? known : single || (open === null && opening === null)) void showAt(first, isHere);
}

/** A run from a bundle is shown at the bundle's place, even one that was there or is open already. */
async function showAt({ runId, place }: RunSummary, isHere: boolean): Promise<void> {
  if (!isHere) await openRun(runId);
  const { open } = useSession.getState();
  if (place === undefined || open?.summary.runId !== runId) return;
  moveTo(place.seq);
  setView(views.find((view) => view === place.view) ?? useSession.getState().view);
}

/** null unless the host may read files and every file has a path. */
function pathsOf(files: readonly File[]): readonly string[] | null {
  const bridge = window.retrace;
  if (bridge === undefined || useShell.getState().engine?.filesByPath !== true) return null;
  const paths = files.map((file) => bridge.pathOf(file));
  return paths.length > 0 && paths.every((path) => path !== '') ? paths : null;
}

function pickFiles(folder: boolean): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const field = document.createElement('input');
    field.type = 'file';
    field.multiple = true;
    field.webkitdirectory = folder;
    field.hidden = true;
    field.setAttribute('aria-label', folder ? 'Open a folder' : 'Open a history');
    const end = (files: readonly File[]): void => {
      field.remove();
      resolve(files);
    };
    field.addEventListener('change', () => end([...(field.files ?? [])]));
    field.addEventListener('cancel', () => end([]));
    document.body.append(field);
    field.click();
  });
}
