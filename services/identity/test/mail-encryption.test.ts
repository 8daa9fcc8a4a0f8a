import { type Post, smtpPost } from '@samplan/identity/mail/post';
import { type CardAuthority, createCardAuthority } from '@samplan/testing/cards/authority';
import { type TestMailServer, testMailServer } from '@samplan/testing/mail';
import { afterEach, beforeAll, expect, test } from 'vitest';

const MAIL = { subject: 'Samplan', text: 'En mening.' };

let authority: CardAuthority;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  authority = await createCardAuthority();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function server(encryption?: 'STARTTLS' | 'TLS', name = '127.0.0.1'): Promise<TestMailServer> {
  const made = encryption && {
    encryption,
    identified: await authority.server([name]),
    authorities: authority.certificates,
  };
  const opened = await testMailServer(made);
  closing.push(() => opened.close());
  return opened;
}

function post(address: TestMailServer['address']): Post {
  const opened = smtpPost(address);
  closing.push(() => opened.close());
  return opened;
}

test.each(['STARTTLS', 'TLS'] as const)('when the mail server offers %s, then the mail goes encrypted', async (how) => {
  const { address, mails } = await server(how);
  await post(address).send('mil_1', 'chef@example.test', MAIL);
  expect(mails).toMatchObject([{ to: ['chef@example.test'], isEncrypted: true, id: '<mil_1@samplan>' }]);
});

test('when the mail server offers no encryption, then nothing is sent, unless the installation has said so', async () => {
  const { address, mails } = await server();
  const strict = { ...address, isEncrypted: true };
  await expect(post(strict).send('mil_1', 'chef@example.test', MAIL)).rejects.toThrow(/STARTTLS|TLS/);
  expect(mails).toEqual([]);
  await post(address).send('mil_1', 'chef@example.test', MAIL);
  expect(mails).toMatchObject([{ isEncrypted: false }]);
});

test.each(['STARTTLS', 'TLS'] as const)(
  'when the certificate for %s is from nobody known, or is another server’s, then nothing is sent',
  async (how) => {
    const { address, mails } = await server(how);
    const unknown = { ...address, authorities: null };
    await expect(post(unknown).send('mil_1', 'chef@example.test', MAIL)).rejects.toThrow(/certificate/);
    const stranger = await createCardAuthority('TEST Annan');
    const another = { ...address, authorities: stranger.certificates };
    await expect(post(another).send('mil_1', 'chef@example.test', MAIL)).rejects.toThrow(/certificate/);
    const elsewhere = await server(how, 'mail.example.test');
    await expect(post(elsewhere.address).send('mil_1', 'chef@example.test', MAIL)).rejects.toThrow(/IP|altnames/i);
    expect([...mails, ...elsewhere.mails]).toEqual([]);
  },
);
