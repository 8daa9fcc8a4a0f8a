import { X509Certificate } from 'node:crypto';
import { readAuthorities } from '@samplan/gateway/card/authorities';
import { type CardRevocations, followRevocationLists } from '@samplan/gateway/card/revocations';
import { createLog } from '@samplan/kit/server/log';
import type { Card } from '@samplan/testing/cards/authority';
import { type CardDesk, openCardDesk } from '@samplan/testing/cards/desk';
import { START } from '@samplan/testing/clock';
import { until } from '@samplan/testing/until';
import { afterEach, beforeEach, expect, test } from 'vitest';

let desk: CardDesk;
let revocations: CardRevocations;
let lines: string[];

beforeEach(async () => {
  desk = await openCardDesk();
  lines = [];
  const { revocationsFile, authorities } = desk.entry;
  revocations = await followRevocationLists(
    revocationsFile,
    authorities,
    createLog('test', 'info', (line) => lines.push(line)),
  );
});
afterEach(() => {
  revocations.close();
  desk.close();
});

const stateOf = ({ certificate }: Card, now = new Date()): string => {
  const [issuing] = readAuthorities(desk.authority.certificates, 'TRAINING');
  if (!issuing) throw new Error('no authority');
  return revocations.stateOf(new X509Certificate(certificate).serialNumber, issuing, now);
};
const told = (event: string): Promise<boolean> =>
  until(event, async () => lines.some((line) => line.includes(`"${event}"`)));

test('when the file becomes unreadable, then that is told and the earlier lists hold', async () => {
  const [card, other] = [await desk.issue(), await desk.issue()];
  desk.authority.revoke(card);
  await desk.publish();
  await told('card.revocations-read');
  desk.publishText('-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n');
  await told('card.revocations-unreadable');
  expect([stateOf(card), stateOf(other)]).toEqual(['REVOKED', 'GOOD']);
});

test('when a list tells of changes only, then it is not taken for the whole', async () => {
  const card = await desk.issue();
  await desk.publish({ isDelta: true });
  await told('card.revocations-read');
  expect(stateOf(card)).toBe('UNKNOWN');
});

test('when the file holds an old list after a newer one, then the newer counts', async () => {
  const card = await desk.issue();
  const old = await desk.authority.revocations({ from: new Date(START.getTime() - 2 * 86_400_000) });
  desk.authority.revoke(card);
  desk.publishText(`${await desk.authority.revocations()}${old}`);
  await told('card.revocations-read');
  expect(stateOf(card)).toBe('REVOKED');
});

test('when the last instant of a list has passed, then nothing is known', async () => {
  const card = await desk.issue();
  expect(stateOf(card)).toBe('GOOD');
  expect(stateOf(card, new Date(Date.now() + 8 * 86_400_000))).toBe('UNKNOWN');
});
