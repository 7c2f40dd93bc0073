// Temporal servers, asked from the window: what they have, and which of it is fetched and followed. API key and
// certificates live in this module alone, until the page is closed.

import { create } from 'zustand';
import { errorInfo } from '../../engine/model/errors.ts';
import type { Keychain, KeyOwner, ServerPlace, ServerRun, ServerRuns } from '../../engine/model/server.ts';
import { ask, follow } from './engine.ts';
import { addProblem, runImport } from './imports.ts';
import { keptOf, placeIn } from './kept-server.ts';
import { showArrived, showFirst } from './open-files.ts';

type ServerState = {
  readonly place: ServerPlace;
  readonly query: string;
  readonly listed: ServerRuns | null;
  /** Ids of the listed runs that are to be fetched. */
  readonly chosen: ReadonlySet<string>;
  /** Of `place`; asked when the dialog opens, and when another place is named. */
  readonly keychain: Keychain;
  readonly busy: boolean;
  readonly error: string | null;
  /** Open runs that are followed on servers, with the end of that. */
  readonly followed: readonly Followed[];
};
export type Followed = { readonly address: string; readonly runs: ReadonlySet<string>; readonly stop: () => void };

const KEY = 'retrace.server';
/** Listed at most: more is found by a narrower query. */
const most = 200;

const noKeychain: Keychain = { keeps: false, kept: false };

export const useServers = create<ServerState>(() => ({
  place: { address: '127.0.0.1:7233', namespace: 'default', ...placeIn(localStorage.getItem(KEY)) },
  query: '',
  listed: null,
  chosen: new Set(),
  keychain: noKeychain,
  busy: false,
  error: null,
  followed: [],
}));

const { getState, setState } = useServers;

/** Asks the keychain for the key of a place. */
export async function lookForKey({ address, namespace }: KeyOwner): Promise<void> {
  const keychain = await ask('keychainOf', { server: { address, namespace } }).catch(() => noKeychain);
  setState({ keychain });
}

/** `keeps`: the key goes to the keychain, or stays there, if the server answers. */
export async function listServer(place: ServerPlace, query: string, keeps: boolean): Promise<void> {
  localStorage.setItem(KEY, keptOf(place));
  setState({ place, query, busy: true, error: null });
  try {
    const listed = await ask('listServer', { server: place, query, most });
    await keepKey(place, keeps);
    setState({ listed, chosen: new Set(listed.runs.map(({ runId }) => runId)) });
  } catch (error) {
    setState({ listed: null, error: error instanceof Error ? error.message : String(error) });
  } finally {
    setState({ busy: false });
  }
}

async function keepKey({ address, namespace, apiKey }: ServerPlace, keeps: boolean): Promise<void> {
  const { keychain } = getState();
  const owner = { address, namespace };
  if (!keychain.keeps || (keeps ? apiKey === undefined : !keychain.kept)) return;
  await ask('keepKey', { server: owner, apiKey: keeps && apiKey !== undefined ? apiKey : null });
  await lookForKey(owner);
}

export function choose(run: ServerRun, on: boolean): void {
  const chosen = new Set(getState().chosen);
  if (on) chosen.add(run.runId);
  else chosen.delete(run.runId);
  setState({ chosen });
}

export function chooseAll(on: boolean): void {
  setState({ chosen: new Set(on ? getState().listed?.runs.map(({ runId }) => runId) : []) });
}

/** Fetches what is chosen; `stays`: then follows what is still open. */
export async function fetchChosen(stays: boolean): Promise<void> {
  const { place, listed, chosen } = getState();
  const runs = (listed?.runs ?? []).filter(({ runId }) => chosen.has(runId));
  if (runs.length === 0) return;
  const isOne = runs.length === 1;
  const call = { server: place, runs: [...runs] };
  const arrived = await runImport((options) => ask('fetchRuns', { ...call, follow: false }, options), {
    name: place.address,
    onRuns: isOne ? showFirst() : () => undefined,
    reopen: () => undefined,
  });
  // Of many the library is the better sight.
  if (isOne) showArrived(arrived, true);
  const open = runs.filter(({ status }) => status === 'Running' || status === 'Paused');
  if (stays && open.length > 0) void followRuns(place, open);
}

async function followRuns(server: ServerPlace, runs: readonly ServerRun[]): Promise<void> {
  const controller = new AbortController();
  const ids = new Set(runs.map(({ runId }) => runId));
  const followed: Followed = { address: server.address, runs: ids, stop: () => controller.abort() };
  setState({ followed: [...getState().followed, followed] });
  try {
    const call = { server, runs: [...runs], follow: true };
    const outcomes = await follow('fetchRuns', call, () => undefined, controller.signal);
    // A server that is gone fails all of them: it is told once.
    const failed = outcomes.find((outcome) => 'error' in outcome);
    if (failed !== undefined && !controller.signal.aborted) addProblem({ file: server.address, error: failed.error });
  } catch (error) {
    if (!controller.signal.aborted) addProblem({ file: server.address, error: errorInfo(error) });
  } finally {
    setState({ followed: getState().followed.filter((each) => each !== followed) });
  }
}
