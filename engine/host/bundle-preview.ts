// Describes in lines what a bundle discloses: runs, values kept and replaced by pseudonyms, their places, notes. Counts
// what is actually written.

import type { PackedBundle } from '../bundles/bundle-runs.ts';
import type { DisclosedPath } from '../model/disclosed.ts';

type BundleItem = PackedBundle['runs'][number];

const shownPaths = 20;

/** `written`: path of the file, or null if none was written. */
export function bundlePreview(
  { runs, text }: PackedBundle,
  pseudonymised: boolean,
  written: string | null,
): readonly string[] {
  const bytes = text.reduce((sum, piece) => sum + piece.length, 0);
  const whole = `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ${bytes} bytes before compression${pseudonymised ? ', values under pseudonyms' : ', values as they are'}`;
  const end = written === null ? 'Nothing was written: this is a preview.' : `Written to ${written}.`;
  return [whole, ...runs.flatMap((item) => itemLines(item, written === null)), end];
}

function itemLines({ run, events, bytes, disclosed }: BundleItem, withPaths: boolean): readonly string[] {
  const { kept, replaced, namesKept, namesReplaced } = disclosed;
  const lines = [
    `${run.run}: ${events} events, ${bytes} bytes, from ${run.source}${run.place === undefined ? '' : `, at event ${run.place.seq}`}`,
    `  values: ${replaced} replaced, ${kept} as they are; names and ids: ${namesReplaced} replaced, ${namesKept} as they are`,
    ...run.notes.map(({ seq, text }) => `  note${seq === 0 ? '' : ` on event ${seq}`}, as it is: ${text}`),
  ];
  return withPaths ? [...lines, ...pathLines(disclosed.paths)] : lines;
}

/** Paths with unchanged values come first. */
function pathLines(paths: readonly DisclosedPath[]): readonly string[] {
  return [false, true].flatMap((replaced) => {
    const some = paths.filter((path) => path.replaced === replaced).toSorted((a, b) => b.count - a.count);
    const more = some.length > shownPaths ? [`    … and ${some.length - shownPaths} more paths`] : [];
    return some.length === 0
      ? []
      : [`  ${replaced ? 'replaced' : 'as it is'}:`, ...some.slice(0, shownPaths).map(pathLine), ...more];
  });
}

function pathLine({ path, count, before, after, replaced }: DisclosedPath): string {
  return `    ${path}  ×${count}  ${JSON.stringify(before)}${replaced ? ` → ${JSON.stringify(after)}` : ''}`;
}
