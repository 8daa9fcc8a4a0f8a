import { found } from '@samplan/kit/found';
import { idList, optionalText, text, within } from '@samplan/kit/graphql/input';
import { newId } from '@samplan/kit/id';
import { notPermitted } from '@samplan/kit/problem';
import { once } from '@samplan/kit/server/once';
import { addHours } from '@samplan/kit/time';
import type { Context } from '../../context.ts';
import { admit } from '../../episode/domain.ts';
import type { AdmitPatientInput, MutationResolvers } from '../../generated/resolvers.ts';
import { admissionUnder } from '../../outage/domain.ts';
import { outageRefuses } from '../../outage/problems.ts';
import { permit } from '../../policy.ts';
import { admissionContent } from '../admission-content.ts';

/** How far back an admission can be registered. */
const MAX_AGE_HOURS = 30 * 24;
/** The same for one during an outage. The key of the request is known for longer (kit), so that no repeat admits a second time. */
const MAX_AGE_AFTER_OUTAGE_HOURS = 365 * 24;
const MAX_RECIPIENTS = 30;
const MAX_NEEDS = 3;

export const admitPatient: NonNullable<MutationResolvers['admitPatient']> = async (_, { input }, context) => {
  const { viewer, patients, episodes, episodeById, facts, outages, access } = context;
  const grant = permit(viewer, 'episode.admit');
  if (!grant.ok) return access.refuse('episode.admit');
  const now = context.now();
  const { unitId: wardUnitId, unitKind: wardKind, principalId: regionId } = grant.value.viewer.assignment;
  const admitted = async (episodeId: string) => await admitPatientOk(episodeId, context);
  return await once(grant.value, input, context, admitted, async (request) => {
    check(input, now);
    const [patient] = await patients.find(grant.value, [input.patientId], access, now);
    if (!patient) return notPermitted();

    const { assessment, admittedAt, estimatedDischargeAt, recipientIds } = input;
    const [isTreatingPhysician, recipients, hasPsychiatricOutpatientUnit] = await Promise.all([
      facts.isPhysicianAt(assessment.assessedById, wardUnitId),
      facts.units(recipientIds),
      patients.hasPsychiatricOutpatientUnit(patient.id),
    ]);
    const given = input.afterOutage ?? null;
    const underOutage = admissionUnder(
      await outages.ofRegion(regionId),
      { admittedAt, recipientIds, afterOutage: given },
      now,
    );
    if (!underOutage.ok) return outageRefuses(underOutage.problem);
    const admission = admit(
      {
        id: newId('epi'),
        regionId,
        wardUnitId,
        wardKind,
        patientId: patient.id,
        admittedAt,
        estimatedDischargeAt,
        needs: assessment.needs,
        assessedByUserId: assessment.assessedById,
        isTreatingPhysician,
        assessedAt: assessment.assessedAt,
        needsDiscoveredLater: assessment.discoveredLater ?? false,
        recipients,
        hasPsychiatricOutpatientUnit,
        text: input.text ?? null,
      },
      now,
    );
    if (!admission.ok) return admission.problem;
    const units = recipients.filter((unit) => unit !== null);
    const content = admissionContent(patient, admission.value.episode);
    const change = { ...admission.value, backRegistration: underOutage.value };
    const outcome = await episodes.admit(grant.value, change, content, units, request, access, now);
    switch (outcome.kind) {
      case 'ADMITTED':
        return await admitted(admission.value.episode.id);
      case 'REPEATED':
      case 'REUSED':
        return outcome;
      case 'ALREADY_ADMITTED':
        return {
          __typename: 'AlreadyAdmitted' as const,
          code: 'ADMISSION_ALREADY_ADMITTED',
          message: 'Patienten är redan inskriven på avdelningen. Fortsätt i det pågående vårdtillfället.',
          episode: found(await episodeById.load(outcome.episodeId)),
        };
    }
  });
};

/** The admission with its first notice, also when others have followed it. */
async function admitPatientOk(episodeId: string, { episodeById, messagesOf }: Context) {
  const episode = found(await episodeById.load(episodeId));
  const messages = await messagesOf.load(episode.id);
  const notice = messages.findLast(({ type }) => type === 'ADMISSION_NOTICE');
  return { __typename: 'AdmitPatientOk' as const, episode, notice: found(notice) };
}

/**
 * Checks what can be checked without asking anyone.
 * @throws BadInput
 */
function check(input: AdmitPatientInput, now: Date): void {
  const { assessment, admittedAt, estimatedDischargeAt } = input;
  within(
    'input.admittedAt',
    admittedAt,
    addHours(now, input.afterOutage ? -MAX_AGE_AFTER_OUTAGE_HOURS : -MAX_AGE_HOURS),
    now,
    'inskrivningen får inte ligga i framtiden eller mer än 30 dagar tillbaka.',
  );
  within(
    'input.estimatedDischargeAt',
    estimatedDischargeAt,
    new Date(Math.max(now.getTime(), admittedAt.getTime())),
    null,
    'beräknad utskrivning måste ligga efter inskrivningen och får inte ha passerat.',
  );
  within(
    'input.assessment.assessedAt',
    assessment.assessedAt,
    admittedAt,
    now,
    'bedömningen måste ligga mellan inskrivningen och nu.',
  );
  idList('input.assessment.needs', assessment.needs, MAX_NEEDS);
  idList('input.recipientIds', input.recipientIds, MAX_RECIPIENTS);
  optionalText('input.text', input.text);
  if (!input.afterOutage) return;
  text('input.afterOutage.reason', input.afterOutage.reason);
  const agreed = input.afterOutage.agreements.map(({ unitId }) => unitId);
  idList('input.afterOutage.agreements', agreed, MAX_RECIPIENTS);
}
