// Asks a codec server for the payloads of a run, because a person said so. Its answers are held in memory alone.

import type { Codec } from '../model/codec.ts';
import { RetraceError } from '../model/errors.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Dialect } from '../formats/dialect.ts';

/** Payloads of one question, and characters of their data. */
const together = 200;
const mostCharacters = 2 ** 20;
const answerMs = 30_000;

/** Returns the number of payloads that were decoded. Throws `codec-failed`, `not-here` and `cancelled`. */
export async function askCodec(
  codec: Codec,
  dialect: Dialect,
  pages: AsyncIterable<Iterable<{ readonly raw: Json }>>,
  { signal, onDecoded }: { readonly signal?: AbortSignal; readonly onDecoded?: (payloads: number) => void } = {},
): Promise<number> {
  if (dialect.codec === undefined)
    throw new RetraceError('not-here', 'Histories of this kind have no payloads that a codec server could decode.');
  const { undecoded, keepAnswer } = dialect.codec;
  const url = urlOf(codec);
  let [decoded, waiting, size] = [0, new Map<string, JsonObject>(), 0];
  const ask = async (): Promise<void> => {
    const asked = [...waiting.values()];
    [waiting, size] = [new Map(), 0];
    if (asked.length === 0) return;
    const answers = await answersOf(url, codec, asked, signal);
    for (const [i, payload] of asked.entries()) keepAnswer(payload, answers[i] ?? null);
    decoded += asked.length;
    onDecoded?.(decoded);
  };
  for await (const page of pages)
    for (const { raw } of page)
      for (const payload of undecoded(raw)) {
        const text = JSON.stringify(payload);
        if (!waiting.has(text)) size += text.length;
        waiting.set(text, payload);
        if (waiting.size >= together || size > mostCharacters) await ask();
      }
  await ask();
  return decoded;
}

function urlOf({ endpoint, namespace }: Codec): URL {
  const written = endpoint.replaceAll('{namespace}', encodeURIComponent(namespace)).replace(/\/+$/, '');
  const url = URL.parse(`${written}/decode`);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new RetraceError(
      'bad-usage',
      `${JSON.stringify(endpoint)} is no address of a codec server: https://HOST/PATH, without /decode.`,
    );
  return url;
}

async function answersOf(
  url: URL,
  { namespace, authorization }: Codec,
  payloads: readonly JsonObject[],
  signal: AbortSignal | undefined,
): Promise<readonly Json[]> {
  const failed = (what: string, cause?: unknown): RetraceError =>
    new RetraceError(
      'codec-failed',
      `The codec server at ${url.host} ${what}. Check its address, namespace and authorization.`,
      { cause },
    );
  let answer: unknown;
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        'x-namespace': namespace,
        ...(authorization !== undefined && isPrivate(url) && { authorization }),
      },
      body: JSON.stringify({ payloads }),
      signal: AbortSignal.any([AbortSignal.timeout(answerMs), ...(signal === undefined ? [] : [signal])]),
    });
    if (!response.ok) throw failed(`answers ${response.status}${await saidIn(response)}`);
    answer = await response.json();
  } catch (error) {
    if (signal?.aborted === true) throw new RetraceError('cancelled', 'The codec server is no longer asked.');
    if (error instanceof RetraceError) throw error;
    const { message, cause } = error as Error;
    throw failed(`does not answer: ${cause instanceof Error && cause.message !== '' ? cause.message : message}`, error);
  }
  const given = isObject(answer) ? answer['payloads'] : undefined;
  if (!isArray(given) || given.length !== payloads.length)
    throw failed(`answers with ${isArray(given) ? given.length : 'no'} payloads instead of ${payloads.length}`);
  return given;
}

/** A secret goes over an encrypted connection, or to this machine. */
function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

async function saidIn(response: Response): Promise<string> {
  const text = (await response.text().catch(() => '')).replaceAll(/\s+/g, ' ').trim().slice(0, 200);
  return text === '' ? '' : `: ${text}`;
}
