// An order: stock is reserved, the card charged, the parcel sent. What was done is undone, in reverse, where a later step fails or the order
// is cancelled. Run it: npx retrace run examples/order.ts order --input '{"id":"7","items":["lamp"],"cents":4900}'

import { activity, type Context, NonRetryable } from 'retrace';

export type Order = { readonly id: string; readonly items: readonly string[]; readonly cents: number };

const quick = { retry: { initialIntervalMs: 200, maximumAttempts: 5 }, timeouts: { startToCloseMs: 10_000 } };

export const reserveStock = activity(
  'reserveStock',
  async ({ id, items }: Order) => {
    if (items.length === 0) throw new NonRetryable(`order ${id} has no items`);
    return { reservation: `stock-${id}`, items: items.length };
  },
  quick,
);

export const chargeCard = activity(
  'chargeCard',
  async ({ id, cents }: Order, { attempt, idempotencyKey }) => {
    // The card network is busy now and then: it is asked again, under the same key.
    if (attempt === 1) throw new Error('card network busy');
    if (cents > 1_000_000) throw new NonRetryable('card declined', { kind: 'CardDeclined', details: { cents } });
    return { payment: `pay-${id}`, key: idempotencyKey };
  },
  quick,
);

export const shipParcel = activity(
  'shipParcel',
  async ({ id, items }: Order) => {
    if (items.includes('piano')) throw new NonRetryable(`no parcel of order ${id} holds a piano`, { kind: 'TooLarge' });
    return { tracking: `parcel-${id}` };
  },
  quick,
);

export const releaseStock = activity('releaseStock', async (reservation: string) => `released ${reservation}`, quick);
export const refundCard = activity('refundCard', async (payment: string) => `refunded ${payment}`, quick);

export async function order(ctx: Context, input: Order) {
  let at = 'reserving';
  ctx.onQuery('status', () => at);
  const undo: ((shielded: Context) => PromiseLike<unknown>)[] = [];
  try {
    const { reservation } = await ctx.run(reserveStock, input);
    undo.push((shielded) => shielded.run(releaseStock, reservation));
    at = 'charging';
    const { payment } = await ctx.run(chargeCard, input);
    undo.push((shielded) => shielded.run(refundCard, payment));
    at = 'packing';
    await ctx.sleep('1s');
    at = 'shipping';
    const { tracking } = await ctx.run(shipParcel, input);
    at = 'shipped';
    return { payment, tracking };
  } catch (error) {
    at = 'undoing';
    await ctx.shield(async (shielded) => {
      for (const step of undo.reverse()) await step(shielded);
    });
    at = 'undone';
    throw error;
  }
}
