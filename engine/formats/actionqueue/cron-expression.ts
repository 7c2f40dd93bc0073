// Which cron expressions the crate `cron` 0.12 accepts: seconds first, seven fields or six without the year, or a shorthand. Never says when they fire.

const shorthands: ReadonlySet<string> = new Set(['@yearly', '@monthly', '@weekly', '@daily', '@hourly']);
const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const alsoDays = ['tues', 'thurs'];

type Field = { readonly from: number; readonly to: number; readonly names: readonly string[] };
const fields: readonly Field[] = [
  { from: 0, to: 59, names: [] },
  { from: 0, to: 59, names: [] },
  { from: 0, to: 23, names: [] },
  { from: 1, to: 31, names: [] },
  { from: 1, to: 12, names: months },
  { from: 1, to: 7, names: days },
  { from: 1970, to: 2100, names: [] },
];

export function isCronExpression(text: string): boolean {
  if (shorthands.has(text.trim())) return true;
  const parts = text.trim().split(/[ \t]+/);
  return (
    (parts.length === 6 || parts.length === 7) &&
    parts.every((part, i) => part.split(',').every((item) => isItem(item, fields[i]!)))
  );
}

function isItem(item: string, field: Field): boolean {
  const [base = '', step, ...more] = item.split('/');
  if (more.length > 0 || (step !== undefined && !/^0*[1-9]\d*$/.test(step))) return false;
  if (base === '*' || base === '?') return true;
  const [first = '', last, ...others] = base.split('-');
  const from = ordinal(first, field);
  const to = last === undefined ? from : ordinal(last, field);
  return others.length === 0 && from !== undefined && to !== undefined && from <= to;
}

function ordinal(text: string, { from, to, names }: Field): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) >= from && Number(text) <= to ? Number(text) : undefined;
  const name = text.toLowerCase();
  const index = names.findIndex(
    (each) => each === name || each.slice(0, 3) === name || (alsoDays.includes(name) && each.startsWith(name)),
  );
  return index < 0 ? undefined : index + from;
}
