// Reads a folder that holds only pages of one history, from the gRPC API, as one history.

import { join } from 'node:path';
import type { FolderEntry } from '../entry.ts';
import { readFile } from '../read-file.ts';
import { unpacked } from '../unpack.ts';
import { findHistories, type FoundHistory, peek, type Slice } from './find-histories.ts';
import { frameOf } from './frames.ts';

const named = /\.(bin|binpb|pb)(\.gz)?$/i;

/** Paths of the pages; undefined if the folder holds anything else. */
export function pagesIn({ path, paths }: FolderEntry): readonly string[] | undefined {
  return paths.length > 0 && paths.every((name) => named.test(name))
    ? paths.map((name) => join(path, name))
    : undefined;
}

/** Joins the pages in order of their events into the bytes of a History. Throws a RetraceError. */
export async function readPages(
  paths: readonly string[],
): Promise<{ readonly bytes: Buffer; readonly found: FoundHistory }> {
  const pages: { readonly bytes: Buffer; readonly found: FoundHistory }[] = [];
  for (const path of paths) {
    const bytes = await unpacked(await readFile(path));
    for (const found of findHistories(bytes, false)) if (found.events.length > 0) pages.push({ bytes, found });
  }
  const inOrder = pages
    .map((page) => ({ ...page, first: idOf(page.bytes, page.found.events[0]!) }))
    .sort((a, b) => a.first - b.first);
  const pieces = inOrder.flatMap(({ bytes, found }) =>
    found.events.map(({ start, end }) => Buffer.concat([frameOf(end - start), bytes.subarray(start, end)])),
  );
  const bytes = Buffer.concat(pieces);
  const [history] = findHistories(bytes, false);
  const morePages = inOrder.at(-1)?.found.morePages ?? false;
  return { bytes, found: { ...history!, form: 'Temporal protobuf, pages of the gRPC API', morePages } };
}

function idOf(bytes: Buffer, { start, end }: Slice): number {
  return peek(bytes, start, end)?.id ?? 0;
}
