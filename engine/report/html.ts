// HTML text in which only templates of this program are markup: every other value in a template is escaped, without
// exception.

/** Markup, made by `html` only. */
export class Html {
  readonly #text: string;

  constructor(template: TemplateStringsArray, values: readonly Content[]) {
    this.#text = template.map((part, i) => part + (i < values.length ? markupOf(values[i]) : '')).join('');
  }

  toString(): string {
    return this.#text;
  }
}

export type Content = Html | string | number | null | undefined | readonly Content[];

/** Escapes values for elements and quoted attributes; `Html` stays markup; null and undefined become nothing. */
export function html(template: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(template, values);
}

function markupOf(value: Content): string {
  if (value instanceof Html) return value.toString();
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? value.map(markupOf).join('') : escaped(String(value));
}

const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Shows control characters, bidirectional marks and lone surrogates as visible text. Line feeds and tabs stay. */
export function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (letter) => names[letter] ?? '')
    .replaceAll(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
