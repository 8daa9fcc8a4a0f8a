import type { Answer, Json } from './ask.ts';
import type { Person } from './region.ts';

/** An operation that somebody does: the payload of its root field, or the answer with its errors. */
export type Operation = (by: Pick<Person, 'ask'>, input: Readonly<Record<string, unknown>>) => Promise<Json>;

const EPISODE = 'episode { id version state outstandingAcknowledgements viewerCan }';
const MESSAGE = '{ id type isLate versionNumber isSuperseded recipients { unit { id name } state } }';
const SIP =
  'sip { id version state coordinationResponsible { id } participants { unit { id } mustAcknowledge answer } }';

/**
 * A mutation with one input.
 * @param ok - what to select of the `…Ok` member.
 * @param problems - selections of problem members beyond code and message.
 */
export function mutation(name: string, ok: string, problems = ''): Operation {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const document = `mutation ($input: ${type}Input!) {
    ${name}(input: $input) { __typename ... on ${type}Ok { ${ok} } ... on Problem { code message } ${problems} }
  }`;
  return async (by, input) => payload(await by.ask(document, { input }), name);
}

/** The root field, or the errors when there is none. */
export function payload(answer: Answer, field: string): Json {
  return answer.data?.[field] ?? { errors: answer.errors };
}

/** What an operation came to: the code of its problem or error, or `OK`. */
export function codeOf(outcome: Json): unknown {
  return outcome.code ?? outcome.errors?.[0]?.extensions.code ?? 'OK';
}

export const registerPatient = mutation('registerPatient', 'patient { id personalIdentityNumber }');
export const lookUpPatient = mutation('lookUpPatient', 'patient { id givenName familyName }');
export const linkPatient = mutation(
  'linkPatient',
  'patient { id addressing { version } }',
  '... on UnitDoesNotFit { field }',
);
export const admitPatient = mutation(
  'admitPatient',
  `${EPISODE} notice { id isLate versionNumber recipients { unit { id } state } }`,
  `... on AlreadyAdmitted { episode { id } } ... on RecipientRefused { field } ... on NotTreatingPhysician { field }
   ... on OutpatientRecipientMissing { field } ... on MunicipalRecipientMissing { field }
   ... on PsychiatricOutpatientUnitMissing { field } ... on IdempotencyKeyReused { field }`,
);
export const changeEstimatedDischarge = mutation(
  'changeEstimatedDischarge',
  `${EPISODE} notice { id versionNumber } contactMunicipality { reason message }`,
);
export const reportDischargeReady = mutation(
  'reportDischargeReady',
  `${EPISODE} notice { id }`,
  '... on JudgementOutOfRange { field earliest latest } ... on EpisodeStateRefuses { state }',
);
export const interruptDischargeReady = mutation('interruptDischargeReady', `${EPISODE} interruption { id }`);
export const dischargePatient = mutation(
  'dischargePatient',
  `${EPISODE} dischargeMessage { id isLate } careContactsMissing { id } readyForHomeMissing { key } dischargeInformationMissing`,
  '... on DischargeOutOfRange { field earliest latest } ... on EpisodeStateRefuses { state }',
);
export const closeEpisode = mutation(
  'closeEpisode',
  `${EPISODE} unacknowledged { id }`,
  '... on AcknowledgementsMissing { unacknowledged { id } } ... on EpisodeStateRefuses { state }',
);
export const voidDischargeReadyInterruption = mutation('voidDischargeReadyInterruption', `${EPISODE} notice { id }`);
const STATE_REFUSES = '... on EpisodeStateRefuses { state }';
export const voidEpisode = mutation('voidEpisode', `${EPISODE} notice ${MESSAGE}`, STATE_REFUSES);
export const recordDeath = mutation(
  'recordDeath',
  `${EPISODE} notice ${MESSAGE}`,
  `${STATE_REFUSES} ... on DeathOutOfRange { field earliest latest }`,
);
export const transferPatient = mutation(
  'transferPatient',
  `${EPISODE} notice ${MESSAGE}`,
  `${STATE_REFUSES} ... on RecipientRefused { field } ... on TransferOutOfRange { field }
   ... on PsychiatricOutpatientUnitMissing { field }`,
);
export const recoverEpisode = mutation(
  'recoverEpisode',
  `${EPISODE} dischargeMessage { id isLate }`,
  `${STATE_REFUSES} ... on DischargeOutOfRange { field earliest latest } ... on NotTreatingPhysician { field }`,
);
export const readMessage = mutation('readMessage', `opened ${MESSAGE}`);
export const acknowledgeMessage = mutation('acknowledgeMessage', `acknowledged ${MESSAGE}`);
export const forwardMessage = mutation('forwardMessage', `forwarded ${MESSAGE}`, '... on RecipientRefused { field }');
export const delegateMessage = mutation('delegateMessage', `delegated ${MESSAGE}`, '... on RecipientRefused { field }');
export const returnMisdirectedMessage = mutation('returnMisdirectedMessage', `notice ${MESSAGE}`);
export const voidMessage = mutation('voidMessage', `voided ${MESSAGE} notice ${MESSAGE}`);
export const correctMessage = mutation('correctMessage', `corrected ${MESSAGE}`);
export const sendMessage = mutation('sendMessage', `sent ${MESSAGE}`, '... on RecipientRefused { field }');
export const exportCareEpisode = mutation('exportCareEpisode', 'fileName createdAt html isComplete');
export const exportOpenCases = mutation('exportOpenCases', 'pack { fileName createdAt caseCount isComplete html csv }');
export const saveOutageWindow = mutation(
  'saveOutageWindow',
  'window { id name beginsAt endsAt registrationOpensAt restoredAt version }',
  '... on OutageWindowInvalid { field }',
);
export const setReadMode = mutation('setReadMode', 'readMode { since reason }');
export const sendExtraMessage = mutation('sendExtraMessage', `extraMessage ${MESSAGE}`);
export const sendCareReport = mutation('sendCareReport', `careReport ${MESSAGE}`);
export const confirmCareContact = mutation(
  'confirmCareContact',
  'contact { kind state unit { id } personName personRole version }',
);
export const endCareContact = mutation(
  'endCareContact',
  `contact { kind state unit { id } personName confirmedAt version ending { at reason by { id } }
   history { kind version personName personRole at reason by { id } } }`,
);
export const answerPlanningBasis = mutation(
  'answerPlanningBasis',
  'section { partition version questions { key answer } }',
);
const SECTION = `episode { id carePlan { state parties { unit { id } state } } } section { partition state version viewerCan
  unit { id } questions { key answer } signed { by { id } } correction { reason by { id } } voiding { reason by { id } } }`;
const PLAN = 'carePlan { state viewerCan parties { unit { id } state } steps { kind reason unit { id } by { id } } }';
export const signPlanningSection = mutation(
  'signPlanningSection',
  SECTION,
  '... on PlanningSectionStateRefuses { sectionState }',
);
export const correctPlanningSection = mutation(
  'correctPlanningSection',
  SECTION,
  '... on PlanningSectionStateRefuses { sectionState }',
);
export const voidPlanningSection = mutation(
  'voidPlanningSection',
  SECTION,
  '... on PlanningSectionStateRefuses { sectionState }',
);
export const notePatientDisagreement = mutation(
  'notePatientDisagreement',
  'section { disagreements { id version text notedBy { id } } }',
);
export const releaseFromCarePlan = mutation('releaseFromCarePlan', PLAN, '... on CarePlanPartyRefused { field }');
export const finaliseCarePlan = mutation('finaliseCarePlan', PLAN, '... on SignaturesMissing { units { id } }');
export const reopenCarePlan = mutation('reopenCarePlan', PLAN);
export const publishPlanningQuestions = mutation(
  'publishPlanningQuestions',
  'questionSet { version isStandard validFromOn publishedBy { id } }',
);
export const publishPlanningList = mutation(
  'publishPlanningList',
  'list { kind version isStandard validFromOn items { key text } publishedBy { id } }',
);
export const setPlanningTrack = mutation(
  'setPlanningTrack',
  'episode { id planningTrack { track version meetingAt isMeetingMissing } }',
  '... on PlanningTrackReasonMissing { field } ... on EpisodeStateRefuses { state }',
);
export const tickReadyForHome = mutation(
  'tickReadyForHome',
  'part { kind unit { id } isDone version viewerCanTick items { key isTicked comment } }',
  STATE_REFUSES,
);
const INFORMATION = `dischargeInformation { state version reason missing viewerCan by { id }
  content { admission { reason } afterCare { fixedCareContact } } handovers { version receiver comment by { id } } }`;
export const saveDischargeInformation = mutation(
  'saveDischargeInformation',
  INFORMATION,
  `${STATE_REFUSES} ... on DischargeInformationReasonMissing { field }`,
);
export const signDischargeInformation = mutation('signDischargeInformation', INFORMATION, STATE_REFUSES);
export const recordDischargeInformationHandover = mutation(
  'recordDischargeInformationHandover',
  INFORMATION,
  STATE_REFUSES,
);
export const initiateSip = mutation(
  'initiateSip',
  `${SIP} reminder`,
  '... on SipParticipantRefused { field } ... on SipEpisodeRefused { field } ... on IdempotencyKeyReused { field }',
);
const SIP_STATE = '... on SipStateRefuses { state }';
export const recordSipConsent = mutation('recordSipConsent', SIP, SIP_STATE);
export const inviteToSip = mutation(
  'inviteToSip',
  `${SIP.slice(0, -1)} invitation { sequence meetingAt } }`,
  SIP_STATE,
);
export const readSipMessage = mutation('readSipMessage', 'opened { id }');
export const acknowledgeSipMessage = mutation('acknowledgeSipMessage', 'acknowledged { id }');
export const forwardSipInvitation = mutation('forwardSipInvitation', SIP, '... on SipParticipantRefused { field }');
export const delegateSipInvitation = mutation('delegateSipInvitation', SIP, '... on SipParticipantRefused { field }');
export const returnMisdirectedSipInvitation = mutation('returnMisdirectedSipInvitation', 'noticeId');
export const voidSipInvitation = mutation('voidSipInvitation', SIP, SIP_STATE);
export const answerSipInvitation = mutation('answerSipInvitation', SIP, SIP_STATE);
export const changeCoordinationResponsible = mutation(
  'changeCoordinationResponsible',
  SIP,
  `${SIP_STATE} ... on SipParticipantRefused { field }`,
);

/** The overview of somebody's unit: totals and rows with the cells of F-069. */
export async function overview(
  by: Pick<Person, 'ask'>,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Json> {
  const cell = 'on mark message { id } parties { unit { id } state }';
  const answer = await by.ask(
    `query ($first: Int, $after: String, $filter: OverviewFilter, $sort: OverviewSort) {
      overview(first: $first, after: $after, filter: $filter, sort: $sort) {
        totalCount
        pageInfo { hasNextPage endCursor }
        edges { cursor node {
          episode { id state }
          patient { id givenName familyName personalIdentityNumber }
          unit { id name }
          careReport { ${cell} } admission { ${cell} } invitation { ${cell} } planningBasis { ${cell} }
          extra { ${cell} } dischargeReady { ${cell} } discharge { ${cell} }
        } }
      }
    }`,
    variables,
  );
  return payload(answer, 'overview');
}

/** The rows of an overview. */
export async function overviewRows(by: Pick<Person, 'ask'>): Promise<readonly Json[]> {
  return (await overview(by)).edges.map(({ node }: Json) => node);
}

const BLOCK = 'block { id registeredAt }';
const SHOWN = `blocks { ${BLOCK} scope unit { id } administration { id } careGiver { id } viewerCanLift }`;
const REQUEST = 'request { id block { id } requestedByUnit { id } reason isGranted answeredAt }';

export const registerBlock = mutation('registerBlock', BLOCK, `... on AlreadyBlocked { ${BLOCK} }`);
export const endBlock = mutation('endBlock', 'endedAt');
export const revealBlocks = mutation('revealBlocks', SHOWN);
export const liftBlock = mutation('liftBlock', 'endsAt');
export const requestBlockLift = mutation('requestBlockLift', REQUEST);
export const answerBlockLiftRequest = mutation('answerBlockLiftRequest', REQUEST);
export const openEmergencyAccess = mutation('openEmergencyAccess', `endsAt ${SHOWN}`);
export const protectIdentity = mutation('protectIdentity', 'protectedAt');
export const endIdentityProtection = mutation('endIdentityProtection', 'endedAt');
export const nameProtectedStaff = mutation('nameProtectedStaff', 'staff { id }', '... on StaffNotAtUnit { field }');

const REVIEW = `review { id version state outcome note patientId viewerMayReview accessCount unit { id name }
  extract { id kind action patientId user { id } role unit { id } } }`;

export const drawLogSample = mutation('drawLogSample', REVIEW.replace('review', 'seed reviews'));
export const openLogReview = mutation('openLogReview', REVIEW);
export const finishLogReview = mutation('finishLogReview', REVIEW);
export const reviewOnSuspicion = mutation('reviewOnSuspicion', REVIEW);

const INCIDENT = `incident { id version state due description isHighRisk discoveredAt notifyBeforeAt notifiedAt supplementBeforeAt
  review { id } officer { name email } steps { kind note doneAt notedBy { id } } }`;

export const setDataProtectionOfficer = mutation('setDataProtectionOfficer', 'officer { name email }');
export const reportDataIncident = mutation('reportDataIncident', INCIDENT);
export const noteDataIncidentStep = mutation('noteDataIncidentStep', INCIDENT);
export const exportPatientAccesses = mutation(
  'exportPatientAccesses',
  'export { id fileName mediaType content accessCount exportedAt }',
);

const CONSENT =
  'consent { id basis scope beginsAt endsAt importance attitude registeredBy { id } registeredByUnit { id } administration { id } }';

export const registerSharingConsent = mutation(
  'registerSharingConsent',
  CONSENT,
  '... on AlreadyConsented { consent { id } }',
);
export const registerInabilityToConsent = mutation('registerInabilityToConsent', CONSENT);
export const withdrawSharingConsent = mutation('withdrawSharingConsent', 'withdrawnAt');
export const findSharedDocumentation = mutation('findSharedDocumentation', 'exists');
export const showSharedDocumentationSources = mutation('showSharedDocumentationSources', 'careGivers { id }');
export const openSharedDocumentation = mutation('openSharedDocumentation', 'endsAt');

const OVERSEEN = `{ id type sentAt sender { id }
  places { unit { id } state receivedAt answerBeforeAt escalation stuckBecause } }`;

export const acknowledgeOnBehalf = mutation('acknowledgeOnBehalf', `acknowledged ${OVERSEEN}`);
export const rerouteMessage = mutation('rerouteMessage', `rerouted ${OVERSEEN}`, '... on RecipientRefused { field }');

export const acknowledgeSipMessageOnBehalf = mutation('acknowledgeSipMessageOnBehalf', `acknowledged ${OVERSEEN}`);
export const rerouteSipMessage = mutation(
  'rerouteSipMessage',
  `rerouted ${OVERSEEN}`,
  '... on SipParticipantRefused { field }',
);

const stuck =
  (field: 'stuckMessages' | 'stuckSipMessages') =>
  async (by: Pick<Person, 'ask'>, variables: Readonly<Record<string, unknown>> = {}): Promise<Json> => {
    const answer = await by.ask(
      `query ($first: Int, $after: String, $reason: StuckReason) {
        ${field}(first: $first, after: $after, reason: $reason) {
          totalCount pageInfo { hasNextPage endCursor } edges { cursor node ${OVERSEEN} }
        }
      }`,
      variables,
    );
    return payload(answer, field);
  };

/** The messages that are stuck where somebody looks after them. */
export const stuckMessages = stuck('stuckMessages');
/** Those about plans. */
export const stuckSipMessages = stuck('stuckSipMessages');

const HELP = `helpRequest { id reference patientLabel text unit { id } requestedBy { id } requestedAt state
  answer answeredBy { id } answeredAt closedBy { id } closedAt }`;

export const requestHelp = mutation('requestHelp', HELP);
export const answerHelpRequest = mutation('answerHelpRequest', HELP);
export const closeHelpRequest = mutation('closeHelpRequest', HELP);

/** Requests for help: those of somebody's own unit, or those that somebody may answer. */
export async function helpRequests(
  by: Pick<Person, 'ask'>,
  field: 'helpRequests' | 'unitHelpRequests',
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Json> {
  const answer = await by.ask(
    `query ($first: Int, $after: String, $state: HelpRequestState) { ${field}(first: $first, after: $after, state: $state) {
      totalCount pageInfo { hasNextPage endCursor } edges { cursor node ${HELP.slice('helpRequest'.length)} } } }`,
    variables,
  );
  return payload(answer, field);
}

export const markEpisodeLooked = mutation('markEpisodeLooked', 'episode { id lookedAt unseenChanges }');

const COST =
  '__typename ... on LiabilitySum { careDayCount totalSek days { on amountSek } } ... on CareDayAmountMissing { code year }';

/** Liability for an episode, with what it is made of. */
export const LIABILITY = `paymentLiability {
  current {
    isLiable reasons explanation liableMunicipalityCode liableMunicipalityBasis notice { id } noticeAt interruptedAt
    agreement { id version } terms { countingModel graceDays } firstLiableOn payableOn waitedDays
    conditions { kind outcome reason explanation evidence { kind id at } }
  }
  earlier { noticeAt interruptedAt payableOn }
  counter { usedDays leftDays colour }
  cost { ${COST} }
  results { version kind municipalityCode reasons reason cost { ${COST} } recordedBy { id } }
  exceptions { id kind fromOn toOn reason recordedBy { id } }
  decidingMunicipality { municipalityCode decidedOn recordedBy { id } }
  decidingMunicipalityVersion
}`;

export const recordLiabilityException = mutation('recordLiabilityException', `episode { id ${LIABILITY} }`);
export const setDecidingMunicipality = mutation('setDecidingMunicipality', `episode { id ${LIABILITY} }`);

const AGREEMENT =
  '{ id version municipalityCode careType validFromOn validToOn terms { countingModel graceDays cutOff } }';

export const saveAgreement = mutation(
  'saveAgreement',
  `agreement ${AGREEMENT}`,
  `... on AgreementOverlaps { field overlapping ${AGREEMENT} }`,
);
export const setCareDayAmount = mutation('setCareDayAmount', 'careDayAmount { year amountSek source version }');
export const exportLiabilityBasis = mutation(
  'exportLiabilityBasis',
  'fileName mediaType content episodeCount',
  '... on CareDayAmountMissing { year }',
);
export const settleLiabilityMonth = mutation(
  'settleLiabilityMonth',
  'settlement { monthOn settledAt settledBy { id } careDayCount totalSek }',
  '... on CareDayAmountMissing { year } ... on LiabilityMonthRefuses { dueMonthOn episodeCount }',
);
export const correctLiability = mutation(
  'correctLiability',
  `result { episodeId version kind municipalityCode reason cost { ${COST} } }`,
  '... on CareDayAmountMissing { year } ... on EpisodeStateRefuses { state }',
);

/** What a month corrects in those that were settled before; null when it cannot be said. */
export async function liabilityCorrections(
  by: Pick<Person, 'ask'>,
  variables: Readonly<Record<string, unknown>>,
): Promise<Json> {
  const answer = await by.ask(
    `query ($municipalityCode: String!, $monthOn: Date!) {
      liabilityBasis(municipalityCode: $municipalityCode, monthOn: $monthOn, first: 1) {
        corrections(first: 20) { settledMonthOn episodeId agreementId careDayCount totalSek row { conditions { kind outcome } } }
      }
    }`,
    variables,
  );
  return answer.at('liabilityBasis').corrections;
}

/** The basis of a municipality in a month: rows and summaries. */
export async function liabilityBasis(
  by: Pick<Person, 'ask'>,
  variables: Readonly<Record<string, unknown>>,
): Promise<Json> {
  const answer = await by.ask(
    `query ($municipalityCode: String!, $monthOn: Date!, $regionCode: String, $first: Int, $after: String) {
      liabilityBasis(municipalityCode: $municipalityCode, monthOn: $monthOn, regionCode: $regionCode, first: $first, after: $after) {
        settlement { settledAt careDayCount totalSek }
        invoicedInSourceCount
        pageInfo { hasNextPage endCursor }
        edges { node { episodeId isLiable reasons endedOn firstLiableOn waitedDays agreement { id version } resultVersion cost { ${COST} } } }
        summaries {
          agreement { id version } countingModel
          individual { __typename ... on LiabilityMonthlySum { careDayCount totalSek } ... on CareDayAmountMissing { year } }
          average { populationRule persons totalDays averageDays thresholdDays exceedingDays isReviewDue
            cost { __typename ... on LiabilityMonthlySum { careDayCount totalSek } ... on CareDayAmountMissing { year } } }
        }
      }
    }`,
    variables,
  );
  return answer.data?.liabilityBasis ?? { errors: answer.errors };
}
