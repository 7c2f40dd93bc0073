// Joins pages of one history in one file: a page with a token for the next page, then the next page, whose event ids
// continue.

import type { Json, JsonObject } from '../../model/json.ts';
import { objectOf } from '../../model/json.ts';
import type { Dialect } from '../../formats/dialect.ts';
import { recognise } from '../../formats/dialects.ts';
import { envelopeOf, holderIn, holderText } from './envelope.ts';
import type { Scan, ScannedEvent, ScannedGroup } from './json-scan.ts';

/** Keys that mark a page; texts without them are not examined. */
const tokenKeys = ['"nextPageToken"', '"next_page_token"'];

/** `first`, `last`: positions of its first and last event, in file order. */
type Page = { readonly group: ScannedGroup; readonly first: number; readonly last: number; readonly hasMore: boolean };

/**
 * The groups of the file, pages of one history joined, in file order. A page that could belong to several histories
 * stays alone.
 */
export function joinPages(scan: Scan, parse: (event: ScannedEvent) => Json): readonly (readonly ScannedGroup[])[] {
  if (scan.groups.length < 2 || !tokenKeys.some((key) => scan.bytes.includes(key)))
    return scan.groups.map((group) => [group]);
  const histories: Page[][] = [];
  const open = new OpenHistories();
  const alone = (group: ScannedGroup): Page => ({ group, first: Number.NaN, last: Number.NaN, hasMore: false });
  for (const group of scan.groups) {
    const page = readPage(scan, group, parse) ?? alone(group);
    const history = open.take(page) ?? histories[histories.push([]) - 1]!;
    history.push(page);
    if (page.hasMore) open.add(history);
  }
  return histories.map((pages) => pages.map(({ group }) => group));
}

function readPage(scan: Scan, group: ScannedGroup, parse: (event: ScannedEvent) => Json): Page | undefined {
  const [begin, end] = [parse(group.events[0]!), parse(group.events.at(-1)!)];
  const dialect = recognise([objectOf(begin), objectOf(end)], '');
  const [first, last] = [dialect?.position(begin), dialect?.position(end)];
  return dialect === undefined || first === undefined || last === undefined
    ? undefined
    : { group, first, last, hasMore: isOnePage(dialect, holderOf(scan.bytes, group)) };
}

function isOnePage(dialect: Dialect, holder: JsonObject): boolean {
  return dialect.checkHolder(holder).some(({ code }) => code === 'more-pages');
}

/** The object around the events, without the events. */
export function holderOf(bytes: Uint8Array, group: ScannedGroup): JsonObject {
  return holderIn(holderText(envelopeOf(bytes, [group], false, null)));
}

/** Histories whose last page so far has a token, by the event ids that can come next. */
class OpenHistories {
  readonly #all = new Set<Page[]>();
  readonly #byNext = new Map<number, Set<Page[]>>();

  add(history: Page[]): void {
    this.#all.add(history);
    for (const next of nextIds(history)) this.#byNext.set(next, (this.#byNext.get(next) ?? new Set()).add(history));
  }

  /** The only history that the page can continue. */
  take(page: Page): Page[] | undefined {
    const exact = [...(this.#byNext.get(page.first) ?? [])].filter((history) => follows(history, page));
    const [history, ...more] =
      exact.length > 0 || this.#all.size !== 1 ? exact : [...this.#all].filter((each) => follows(each, page));
    if (history === undefined || more.length > 0) return undefined;
    this.#all.delete(history);
    for (const next of nextIds(history)) this.#byNext.get(next)?.delete(history);
    return history;
  }
}

function nextIds(history: readonly Page[]): readonly number[] {
  const last = history.at(-1)?.last ?? Number.NaN;
  return [1, -1].filter((way) => goes(history, way)).map((way) => last + way);
}

function follows(history: readonly Page[], page: Page): boolean {
  const last = history.at(-1)?.last ?? Number.NaN;
  return [1, -1].some((way) => goes([...history, page], way) && (page.first - last) * way > 0);
}

/** Whether the pages are in this direction: 1 is oldest first, −1 newest first; pages of one event fit both. */
function goes(pages: readonly Page[], way: number): boolean {
  return pages.every(
    ({ first, last }, i) => (last - first) * way >= 0 && (i === 0 || (first - pages[i - 1]!.last) * way > 0),
  );
}
