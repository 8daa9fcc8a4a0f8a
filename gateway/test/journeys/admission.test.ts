import type { Json } from '@samplan/testing/ask';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { afterAll, beforeAll, expect, test } from 'vitest';

let region: TestRegion;
beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());

test('thin thread', async () => {
  const nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  const doctor = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  const assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  const registered = await nurse.ask(
    `mutation ($i: RegisterPatientInput!) { registerPatient(input: $i) { __typename ... on RegisterPatientOk { patient { id personalIdentityNumber } } ... on Problem { code message } } }`,
    {
      i: {
        idempotencyKey: 'a',
        personalIdentityNumber: '191010239810',
        givenName: 'Test August',
        familyName: 'Erlandsson',
        registeredAddress: { street: 'Storgatan 1', postalCode: '852 30', city: 'Sundsvall' },
        municipalityCode: '2281',
      },
    },
  );
  console.log(JSON.stringify(registered));
  const patientId = registered.at('registerPatient').patient.id;
  await region.settled();
  const preview = await nurse.ask(
    `query ($p: ID!) { previewRecipients(patientId: $p, messageType: ADMISSION_NOTICE) { suggestions { unit { id name } reason explanation isPreselected } gaps { kind explanation } } }`,
    { p: patientId },
  );
  console.log(JSON.stringify(preview, null, 1));
  const now = region.clock.now();
  const admitted = await nurse.ask(
    `mutation ($i: AdmitPatientInput!) { admitPatient(input: $i) { __typename ... on AdmitPatientOk { episode { id version state unit { name } patient { familyName } } notice { id isLate } } ... on Problem { code message } } }`,
    {
      i: {
        idempotencyKey: 'b',
        patientId,
        admittedAt: new Date(now.getTime() - 3600_000),
        estimatedDischargeAt: new Date(now.getTime() + 3 * 86400_000),
        assessment: {
          assessedById: doctor.userId,
          assessedAt: new Date(now.getTime() - 1800_000),
          needs: ['SOCIAL_SERVICES'],
        },
        recipientIds: preview.data.previewRecipients.suggestions.map((s: Json) => s.unit.id),
        text: 'hej',
      },
    },
  );
  console.log(JSON.stringify(admitted, null, 1));
  const overview = await assessor.ask(
    `{ overview { totalCount edges { node { patient { personalIdentityNumber givenName familyName sips { id } addressing { version } } unit { name } admission { on mark message { id viewerCanAcknowledge text sentBy { givenName } } parties { unit { name } state } } episode { id state sip { id } viewerCan } } } } }`,
  );
  console.log(JSON.stringify(overview, null, 1));
  expect(overview.data.overview.totalCount).toBe(1);
  const id = overview.data.overview.edges[0].node.admission.message.id;
  console.log(
    JSON.stringify(
      await assessor.ask(
        `mutation ($i: ID!) { acknowledgeMessage(input: {messageId: $i}) { __typename ... on AcknowledgeMessageOk { message { recipients { state unit { name } acknowledgedBy { givenName familyName } } } } ... on Problem { code } } }`,
        { i: id },
      ),
      null,
      1,
    ),
  );
});
