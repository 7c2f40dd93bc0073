// How payloads are written into histories, where JSON as it is will not do: encrypted, compressed.

/**
 * Both functions take and give text, and must be each other's inverse, also in later versions of the code: histories
 * stay. They are synchronous. `name` stands beside each written value.
 */
export type Codec = {
  readonly name: string;
  /** `json`: the JSON text of one value. */
  encode(json: string): string;
  /** Throws where the text is not its own, for example encrypted with another key. */
  decode(text: string): string;
};
