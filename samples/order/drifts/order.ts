// Every call is where it was, so that Temporal lets it pass: but who changes the address waits a day, pays postage twice, and the card is tried once.

import { defineSearchAttributeKey } from '@temporalio/common';
import {
  ApplicationFailure,
  defineSignal,
  executeChild,
  ParentClosePolicy,
  patched,
  proxyActivities,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';

type Item = { sku: string; quantity: number; unitCents: number };
type Address = { street: string; city: string; country: string };
type Order = { orderId: string; customerId: string; items: Item[]; card: string; email: string };
type Quote = { cents: number };

type Activities = {
  reserveStock(items: Item[]): Promise<{ reservationId: string }>;
  scoreFraud(order: { customerId: string; amountCents: number }): Promise<{ verdict: string }>;
  quoteShipping(parcel: { city: string; country: string; grams: number }): Promise<Quote>;
  chargeCard(payment: { orderId: string; amountCents: number; card: string; idempotencyKey: string }): Promise<void>;
  releaseStock(reservation: { reservationId: string }): Promise<void>;
  sendMail(mail: { to: string; template: string }): Promise<void>;
};

const { reserveStock, scoreFraud, quoteShipping, chargeCard, releaseStock, sendMail } = proxyActivities<Activities>({
  startToCloseTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s', maximumAttempts: 1 },
});

const orderStage = defineSearchAttributeKey('OrderStage', 'KEYWORD');
const changeAddress = defineSignal<[Address]>('changeAddress');

export async function order({ orderId, customerId, items, card, email }: Order): Promise<void> {
  const goodsCents = items.reduce((sum, { quantity, unitCents }) => sum + quantity * unitCents, 0);
  let shippingCents = 0;
  setHandler(changeAddress, async ({ city, country }) => {
    shippingCents = (await quoteShipping({ city, country, grams: 2300 })).cents;
  });

  const [{ reservationId }] = await Promise.all([
    reserveStock(items),
    scoreFraud({ customerId, amountCents: goodsCents }),
  ]);
  upsertSearchAttributes([{ key: orderStage, value: 'cooling-off' }]);
  await sleep('1 day');

  const totalCents = goodsCents + 2 * shippingCents;
  if (patched('invoice-before-charge'))
    await executeChild('invoice', {
      workflowId: `invoice-${orderId}`,
      args: [{ orderId, totalCents }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
  try {
    const idempotencyKey = `${workflowInfo().firstExecutionRunId}/${orderId}`;
    await chargeCard({ orderId, amountCents: totalCents, card, idempotencyKey });
  } catch (error) {
    await Promise.all([releaseStock({ reservationId }), sendMail({ to: email, template: 'payment-failed' })]);
    throw ApplicationFailure.create({
      message: `order ${orderId} not paid`,
      type: 'PaymentFailed',
      cause: error as Error,
    });
  }
}
