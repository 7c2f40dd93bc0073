// JSON text of any value from a file, however deep or long: a text replaces each part that cannot be printed.

const mostLevels = 1000;
const mostLetters = 10_000_000;

/** JSON on one line. A text replaces a value that is nested deeper, or longer, than the platform can write. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return JSON.stringify(printable(value, mostLevels));
  }
}

function printable(value: unknown, levels: number): unknown {
  if (typeof value === 'string')
    return value.length > mostLetters
      ? `${value.slice(0, mostLetters)}… (too long to print: ${value.length} letters)`
      : value;
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '… (too deep to print)';
  if (Array.isArray(value)) return value.map((entry) => printable(entry, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, printable(entry, levels - 1)]));
}
