// Named values of a run, grouped in the field's terms: search attributes, memo, versions, options.

export type ValueGroup<Value> = { readonly title: string; readonly values: readonly Value[] };

const titles: readonly (readonly [string, string])[] = [
  ['searchAttributes.', 'Search attributes'],
  ['memo.', 'Memo'],
  ['version.', 'Versions'],
  ['options.', 'Options'],
];

/** Groups without empty ones; values of no group are last, under `Values`. */
export function valueGroups<Value extends { readonly name: string }>(
  values: readonly Value[],
): readonly ValueGroup<Value>[] {
  const groups = Map.groupBy(values, ({ name }) => titleOf(name));
  return [...titles.map(([, title]) => title), other].flatMap((title) => {
    const found = groups.get(title);
    return found === undefined ? [] : [{ title, values: found }];
  });
}

/** `Search attributes, memo, versions` */
export function groupsTitle(names: readonly string[]): string {
  const present = valueGroups(names.map((name) => ({ name }))).map(({ title }) => title);
  return present.map((title, i) => (i === 0 ? title : title.toLowerCase())).join(', ');
}

const other = 'Values';

function titleOf(name: string): string {
  return titles.find(([prefix]) => name.startsWith(prefix))?.[1] ?? other;
}
