import { useEffect, useState } from 'react';
import type { Seq } from '../../../engine/model/event.ts';
import { rawPieces } from '../../session/raw-text.ts';
import type { ScanReport, ScanRequest } from './text-scan.worker.ts';

export type Scan = ScanReport & { readonly failure: string | null };

const nothing: Scan = { count: 0, hits: [], done: true, failure: null };
/** Wait in ms before a search, so that typing does not search letter by letter. */
const pauseMs = 150;

/** Searches the event's whole text in a separate thread; results appear while the search goes on. */
export function useScan(run: string, seq: Seq, needle: string): Scan {
  const [scan, setScan] = useState<Scan>(nothing);
  useEffect(() => {
    if (needle === '') {
      setScan(nothing);
      return undefined;
    }
    setScan({ ...nothing, done: false });
    let stopped = false;
    let worker: Worker | undefined;
    const begin = async () => {
      worker = new Worker(new URL('./text-scan.worker.ts', import.meta.url), { type: 'module' });
      const tell = (request: ScanRequest) => worker?.postMessage(request);
      worker.addEventListener('message', ({ data }: MessageEvent<ScanReport>) => setScan({ ...data, failure: null }));
      tell({ needle });
      for await (const { text, nextOffset } of rawPieces(run, seq)) {
        if (stopped) return;
        tell({ text, last: nextOffset === null });
      }
    };
    const timer = setTimeout(() => {
      begin().catch((error: unknown) => {
        if (!stopped) setScan({ ...nothing, failure: error instanceof Error ? error.message : 'The search stopped.' });
      });
    }, pauseMs);
    return () => {
      stopped = true;
      clearTimeout(timer);
      worker?.terminate();
    };
  }, [run, seq, needle]);
  return scan;
}
