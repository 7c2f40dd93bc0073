// Temporal servers, asked for a person: what they have, and their histories into the library.

import type { Caller, ImportOutcome, ImportProgress, Params, Result } from '../model/api.ts';
import { errorInfo, RetraceError } from '../model/errors.ts';
import { isUnderWay, type RunSummary } from '../model/run.ts';
import type { KeyOwner, ServerPlace, ServerRun } from '../model/server.ts';
import type { LibraryFeed } from './library-feed.ts';
import type { Catalog } from '../runs/catalog.ts';
import { pagesOfLog } from '../runs/fold-run.ts';
import type { Server } from '../sources/server/server.ts';
import type { Library } from '../store/library.ts';

/** Loaded only for asking servers. */
const serverModule = () => import('../sources/server/server.ts');
/** Histories fetched at a time. */
const atOnce = 4;
/** Open runs followed at a time: each holds a question open. */
const mostFollowed = 50;

export type FetchCaller = Partial<Caller<ImportProgress>> & { readonly onOutcome?: (outcome: ImportOutcome) => void };

/** The system's: what it is given is readable for this person alone. */
export type KeyChain = {
  /** False where the system has none. */
  isThere(): Promise<boolean>;
  kept(owner: KeyOwner): Promise<string | null>;
  keep(owner: KeyOwner, apiKey: string | null): Promise<void>;
};

/** `isHere`: the person at the screen is the one whose machine this is. `closing`: the engine ends. */
type Host = { readonly isHere: boolean; readonly closing: AbortSignal; readonly keys: KeyChain | undefined };

export class ServerDesk {
  readonly #library: Library;
  readonly #catalog: Catalog;
  readonly #feed: LibraryFeed;

  readonly #host: Host;

  constructor(library: Library, catalog: Catalog, feed: LibraryFeed, host: Host) {
    this.#library = library;
    this.#catalog = catalog;
    this.#feed = feed;
    this.#host = host;
  }

  /** The first `most` runs of a query. Throws the server's errors. */
  async list({ server, query, most }: Params<'listServer'>, asker?: AbortSignal): Promise<Result<'listServer'>> {
    const signal = this.#ending(asker);
    return await this.#asking(server, async (asked) => {
      const runs: ServerRun[] = [];
      for await (const run of asked.list(query, signal)) {
        if (runs.length === most) return { runs, more: true };
        runs.push(run);
      }
      return { runs, more: false };
    });
  }

  async keychainOf(owner: KeyOwner): Promise<Result<'keychainOf'>> {
    const { keys } = this.#host;
    if (keys === undefined || !(await keys.isThere())) return { keeps: false, kept: false };
    return { keeps: true, kept: (await keys.kept(owner)) !== null };
  }

  async keepKey({ server, apiKey }: Params<'keepKey'>): Promise<null> {
    const { keys } = this.#host;
    if (keys === undefined) throw new RetraceError('not-here', 'There is no keychain here. Use the app.');
    await keys.keep(server, apiKey);
    return null;
  }

  /** The place with the key that is kept for it, if none was given. */
  async #withKey(place: ServerPlace): Promise<ServerPlace> {
    const { address, namespace, apiKey } = place;
    const kept = apiKey === undefined ? await this.#host.keys?.kept({ address, namespace }) : undefined;
    return kept === undefined || kept === null ? place : { ...place, apiKey: kept };
  }

  /**
   * Takes histories into the library. One that cannot be fetched spoils no other; cancelled, it answers with what came.
   * `follow`: afterwards stays with those that are open, until they have ended or it is cancelled.
   */
  async fetch({ server, runs, follow }: Params<'fetchRuns'>, caller: FetchCaller): Promise<readonly ImportOutcome[]> {
    const { progress, onOutcome } = caller;
    const signal = this.#ending(caller.signal);
    const outcomes: ImportOutcome[] = [];
    let latest = { file: '', filesDone: 0, filesTotal: runs.length, events: 0 };
    const report = (change: Partial<typeof latest>, arrived: readonly RunSummary[] = []): void => {
      latest = { ...latest, ...change };
      progress?.({ ...latest, runs: arrived });
    };
    const arrived = (run: RunSummary): void => {
      this.#feed.changed([run]);
      report({}, [run]);
    };
    const { fetchRun } = await import('../import/import-server.ts');
    const take = async (asked: Server, run: ServerRun, stays: boolean): Promise<boolean> => {
      const file = run.workflowId;
      if (!stays) report({ file });
      const onEvents = (_: string, events: number): void => report({ file, events });
      try {
        const fetched = await fetchRun(this.#library, asked, run, {
          follow: stays,
          signal,
          onArrived: arrived,
          onEvents,
        });
        const summary = await this.#catalog.find(fetched.run);
        if (fetched.known) this.#feed.changed([summary]);
        if (!stays) settle({ file, run: summary, known: fetched.known });
        return isUnderWay(summary);
      } catch (error) {
        if (!signal.aborted) settle({ file, error: errorInfo(error) });
        return false;
      }
    };
    const settle = (outcome: ImportOutcome): void => {
      outcomes.push(outcome);
      onOutcome?.(outcome);
    };
    await this.#asking(server, async (asked) => {
      const open: ServerRun[] = [];
      await each(runs, atOnce, async (run) => {
        if (signal.aborted) return;
        if (await take(asked, run, false)) open.push(run);
        report({ filesDone: latest.filesDone + 1 });
      });
      if (!follow || open.length === 0 || signal.aborted) return;
      report({ file: `${Math.min(open.length, mostFollowed)} open, followed` });
      await Promise.all(open.slice(0, mostFollowed).map((run) => take(asked, run, true)));
    });
    return outcomes;
  }

  /** What a codec server makes of a run's payloads is held in memory. */
  async decode(
    { run, codec }: Params<'decodeRun'>,
    { signal, progress: onDecoded }: Partial<Caller<number>> = {},
  ): Promise<Result<'decodeRun'>> {
    this.#mustBeHere();
    const { askCodec } = await import('../runs/ask-codec.ts');
    const { reader } = await this.#catalog.open(run);
    const pages = pagesOfLog(reader.dialect, reader.pages());
    return {
      payloads: await askCodec(codec, reader.dialect, pages, {
        signal: this.#ending(signal),
        ...(onDecoded && { onDecoded }),
      }),
    };
  }

  #ending(signal: AbortSignal | undefined): AbortSignal {
    return AbortSignal.any([this.#host.closing, ...(signal === undefined ? [] : [signal])]);
  }

  #mustBeHere(): void {
    if (!this.#host.isHere)
      throw new RetraceError('not-here', 'Servers cannot be asked here. Use the app, or the command line.');
  }

  async #asking<T>(place: ServerPlace, act: (server: Server) => Promise<T>): Promise<T> {
    this.#mustBeHere();
    const server = await (await serverModule()).Server.connect(await this.#withKey(place));
    try {
      return await act(server);
    } finally {
      await server.close();
    }
  }
}

async function each<T>(all: readonly T[], most: number, act: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const work = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await act(one);
  };
  await Promise.all(Array.from({ length: most }, work));
}
