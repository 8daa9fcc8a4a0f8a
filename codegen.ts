/**
 * Writes everything that is generated and committed: the supergraph, the client schema, each subgraph's SDL and resolver types,
 * the event contracts for reading, each subgraph's policy for reading, kit's migrations in each subgraph. `--check` writes
 * nothing and fails when something is stale.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Supergraph } from '@apollo/federation-internals';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers';
import { parse, printSchema } from 'graphql';
import { z } from 'zod';
import { SUBGRAPHS, type SubgraphName } from './schema/events/contract.ts';
import { CONTRACTS } from './schema/events/index.ts';
import { compose } from './schema/src/compose.ts';
import { sdlOf } from './schema/src/sdl.ts';
import { type Allowed, matrixPage, policyPage } from './scripts/policy-page.ts';
import { type Permit, termsOf } from './services/kit/src/access/policy.ts';

const root = import.meta.dirname;

/** The types of `schema/message.graphql`, wherever there are messages. */
const MESSAGE_MAPPERS = {
  MessageRecipient: '@samplan/kit/message/domain#Recipient',
  MessageMovement: '@samplan/kit/message/rows#Movement',
  MessageVoiding: '@samplan/kit/message/sent#Voiding',
  OverseenPlace: '@samplan/kit/message/oversight#OverseenPlace',
};

/** What a resolver is given for a type, where that is not the type itself. Modules are relative to the generated file. */
const MAPPERS: Readonly<Record<SubgraphName, Readonly<Record<string, string>>>> = {
  identity: {
    User: '../user/store.ts#User',
    Assignment: '../assignment/store.ts#Assignment',
    Unit: '../context.ts#Ref',
    Patient: '../context.ts#Ref',
    Administration: '../context.ts#Ref',
    Principal: '../context.ts#Ref',
    PatientBlock: '../block/domain.ts#Block',
    RevealedBlock: '../block/domain.ts#RevealedBlock',
    BlockLiftRequest: '../block/store.ts#LiftRequest',
    ExceptionalAccess: '../emergency/store.ts#ExceptionalAccess',
    SharingConsent: '../sharing/domain.ts#SharingConsent',
    ProtectedPatient: '../protected-identity/store.ts#ProtectedPatient',
    SessionContext: '../session/domain.ts#SessionContext',
    CredentialsSuspicion: '../password/store.ts#Suspicion',
    SuspicionHandling: '../password/store.ts#SuspicionHandling',
    OwnSession: '../session/store.ts#OwnSession',
    SecondFactor: '../second-factor/domain.ts#SecondFactor',
    PasswordRefused: '../password/change-rules.ts#PasswordRefused',
    OwnContact: '../contact/domain.ts#OwnContact',
    Draft: '../draft/domain.ts#Draft',
    DraftHeading: '../draft/domain.ts#DraftHeading',
    ServiceAccount: '../service-account/store.ts#ServiceAccount',
    ServiceAccountKey: '../service-account/store.ts#ServiceAccountKey',
    PatientAccess: '../log-review/domain.ts#LoggedAccess',
    DataIncident: '../incident/domain.ts#DataIncident',
    DataIncidentStep: '../incident/domain.ts#IncidentStep',
    LogReview: '../log-review/domain.ts#LogReview',
    LogReviewFollowUp: '../log-review/domain.ts#FollowUp',
    AccessLogEntry: '../log-review/domain.ts#LoggedAccess',
    LogReviewCount: '../log-review/domain.ts#ReviewCount',
    AccessOrder: '../order/domain.ts#AccessOrder',
    AccessOrderPerson: '../order/domain.ts#AccessOrder',
    AccessOrderStep: '../order/domain.ts#StepOfOrder',
    AccessOrderOccurrence: '../order/store.ts#Occurrence',
    Mailbox: '../mailbox/domain.ts#Mailbox',
    ParkedMail: '../mail/store.ts#ParkedMail',
    Appointment: '../appointment/domain.ts#Appointment',
    ExpertUserCoverage: '../appointment/domain.ts#Coverage',
    StaleAccount: '../stale/store.ts#StaleAccount',
    ConnectedSystem: '../connected/domain.ts#ConnectedSystem',
    AllowedNetworks: '../network/store.ts#AllowedNetworks',
  },
  organisation: {
    Principal: '../tree/store.ts#Principal',
    Administration: '../tree/store.ts#Administration',
    Unit: '../tree/store.ts#Unit',
    Patient: '../context.ts#Ref',
    PatientAddressing: '../addressing/store.ts#Addressing',
    RecipientSuggestion: '../addressing/domain.ts#Suggestion',
  },
  care: {
    Patient: '../patient/store.ts#Patient',
    CareEpisode: '../episode/store.ts#Episode',
    EpisodeParty: '../episode/store.ts#Party',
    DischargeReadiness: '../episode/domain.ts#Readiness',
    Message: '../message/store.ts#Message',
    ...MESSAGE_MAPPERS,
    OverseenMessage: '../oversight/store.ts#OverseenMessage',
    Attachment: '../attachment/domain.ts#Attachment',
    HelpRequest: '../help/domain.ts#HelpRequest',
    UnitInboxItem: '../unit-inbox/store.ts#UnitInboxItem',
    EpisodeChange: '../episode/store.ts#Change',
    OutageWindow: '../outage/domain.ts#OutageWindow',
    BackRegistration: '../outage/store.ts#EnteredAfterwards',
    OutageAgreement: '../outage/domain.ts#OutageAgreement',
    CareContact: '../care-contact/store.ts#CareContact',
    CareContactEnding: '../care-contact/store.ts#ContactEnding',
    CareContactStep: '../care-contact/store.ts#ContactStep',
    EpisodeTransfer: '../episode/domain.ts#Transfer',
    AdmissionNoticeContent: '../message/store.ts#AdmissionContent',
    PaymentLiability: '../liability/payment.ts#PaymentLiability',
    LiabilityJudgement: '../liability/domain.ts#Judgement',
    LiabilityCondition: '../liability/conditions.ts#Condition',
    LiabilityException: '../liability/store.ts#RecordedException',
    DecidingMunicipality: '../liability/store.ts#DecidedBy',
    LiabilityAgreement: '../liability/store.ts#SavedAgreement',
    LiabilityBasisRow: '../liability/basis.ts#BasisRow',
    LiabilityBasisConnection: '../liability/basis-store.ts#BasisPage',
    LiabilityBasisCorrection: '../liability/settlement.ts#BasisCorrection',
    LiabilitySettlement: '../liability/settlement.ts#Settlement',
    LiabilitySummary: '../liability/summary.ts#Summary',
    LiabilityResult: '../liability/store.ts#StoredResult',
    PlanningBasis: '../planning/store.ts#PlanningBasis',
    PlanningSection: '../planning/store.ts#PlanningSection',
    PlanningSectionVersion: '../planning/store.ts#SectionVersion',
    PatientDisagreement: '../planning/store.ts#Disagreement',
    PlanningSignature: '../planning/store.ts#Signature',
    PlanningMark: '../planning/store.ts#Mark',
    CarePlan: '../care-plan/store.ts#PlanFrame',
    CarePlanParty: '../care-plan/domain.ts#PlanParty',
    CarePlanStep: '../care-plan/store.ts#PlanStep',
    PlanningQuestionSet: '../planning/questions.ts#QuestionSet',
    PlanningList: '../planning/questions.ts#QuestionSet',
    DischargeInformation: '../discharge-information/store.ts#ReadInformation',
    DischargeInformationVersion: '../discharge-information/store.ts#SavedInformation',
    DischargeInformationHandover: '../discharge-information/store.ts#RecordedHandover',
    ReadyForHomePart: '../ready-for-home/store.ts#ChecklistPart',
    ReadyForHomeVersion: '../ready-for-home/store.ts#SavedChecklist',
    PlanningTrackChoice: '../planning-track/store.ts#TrackChoice',
    PlanningTrackBasis: '../planning-track/domain.ts#PartVersion',
    PlanningBasisDue: '../planning-track/due.ts#Due',
    PlanningBasisDuty: '../planning-track/due.ts#Duty',
    OverviewRow: '../overview/store.ts#OverviewRow',
    OverviewChange: '../overview/store.ts#OverviewChange',
    OverviewCell: '../overview/store.ts#OverviewCell',
    OverviewCellParty: '../overview/store.ts#OverviewCellParty',
    ImportSource: '../transition/store.ts#ImportSource',
    TransitionPlan: '../transition/plan/store.ts#PlanSeen',
    TransitionStep: '../transition/plan/domain.ts#StepSeen',
    TransitionUnit: '../transition/plan/domain.ts#UnitProgress',
    TransitionReport: '../transition/plan/domain.ts#Report',
    TransitionCompletion: '../transition/plan/store.ts#Completion',
    Unit: '../context.ts#Ref',
    User: '../context.ts#Ref',
  },
  sip: {
    Sip: '../plan/store.ts#Sip',
    SipParticipant: '../plan/store.ts#Participant',
    SipConsent: '../plan/store.ts#Consent',
    SipInvitation: '../plan/store.ts#Invitation',
    SipMessage: '../message/store.ts#SipMessage',
    SipInboxItem: '../message/store.ts#SipInboxItem',
    OverseenSipMessage: '../oversight/store.ts#OverseenSipMessage',
    ...MESSAGE_MAPPERS,
    Patient: '../context.ts#Ref',
    CareEpisode: '../context.ts#Ref',
    Unit: '../context.ts#Ref',
    User: '../context.ts#Ref',
  },
};

/** Every generated file: path from here, and content. */
export async function generated(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const supergraph = compose();
  files.set('schema/supergraph.graphql', supergraph);
  files.set('schema/api.graphql', `${printSchema(Supergraph.build(supergraph).apiSchema().toGraphQLJSSchema())}\n`);
  for (const subgraph of SUBGRAPHS) {
    const sdl = sdlOf(subgraph);
    files.set(`services/${subgraph}/src/generated/sdl.ts`, sdlModule(subgraph, sdl));
    files.set(`services/${subgraph}/src/generated/resolvers.ts`, await resolverTypes(subgraph, sdl));
    for (const [name, sql] of kitMigrations())
      files.set(`services/${subgraph}/prisma/migrations/${name}/migration.sql`, sql);
    files.set(`services/${subgraph}/prisma/migrations/migration_lock.toml`, 'provider = "postgresql"\n');
    const policies = await policiesOf(subgraph);
    if (policies.size > 0) files.set(`services/${subgraph}/POLICY.md`, policyPage(subgraph, policies));
  }
  files.set('services/identity/MATRIX.md', matrixPage());
  for (const contract of CONTRACTS) {
    const { type, producer, consumers, description, data, example } = contract;
    const content = { type, producer, consumers, description, data: z.toJSONSchema(data), example };
    files.set(`schema/events/${producer}/${type}.json`, `${JSON.stringify(content, null, 2)}\n`);
  }
  return files;
}

function sdlModule(subgraph: SubgraphName, sdl: string): string {
  return `// Generated by codegen.ts from schema/${subgraph}; change it there.\n\n/** The whole SDL of the subgraph. */\nexport const sdl: string = ${JSON.stringify(sdl)};\n`;
}

async function resolverTypes(subgraph: SubgraphName, sdl: string): Promise<string> {
  const types = await codegen({
    filename: `services/${subgraph}/src/generated/resolvers.ts`,
    schema: parse(sdl),
    documents: [],
    config: {
      federation: true,
      useTypeImports: true,
      enumsAsTypes: true,
      strictScalars: true,
      scalars: { ID: 'string', DateTime: 'Date', Date: 'string', _FieldSet: 'string', _Any: 'unknown' },
      // Renamed, because codegen makes types of the same names from the SDL.
      mappers: Object.fromEntries(
        Object.entries(MAPPERS[subgraph]).map(([type, of]) => [type, `${of} as ${type}Model`]),
      ),
      contextType: '../context.ts#Context',
      inputMaybeValue: 'T | null | undefined',
      defaultMapper: undefined,
      avoidOptionals: { field: true, inputValue: false, object: false, defaultValue: false },
      emitLegacyCommonJSImports: false,
      importExtension: '.ts',
    },
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript, resolvers: typescriptResolvers },
  });
  return `// Generated by codegen.ts from schema/${subgraph}; change it there.\n${types}`;
}

/** The policies of a subgraph, by path: every `policy.ts` that exports `permit`. */
export async function policiesOf(subgraph: SubgraphName): Promise<ReadonlyMap<string, Allowed>> {
  const src = path.posix.join('services', subgraph, 'src');
  const entries = readdirSync(path.join(root, src), { recursive: true, encoding: 'utf8' });
  const policies = new Map<string, Allowed>();
  for (const entry of entries.filter((name) => path.basename(name) === 'policy.ts').sort()) {
    const file = path.posix.join(src, ...entry.split(path.sep));
    const { permit }: { readonly permit?: Permit<Record<never, never>> } = await import(path.join(root, file));
    if (permit) policies.set(file, (administration) => termsOf(permit, administration));
  }
  return policies;
}

function kitMigrations(): readonly (readonly [string, string])[] {
  const folder = path.join(root, 'services/kit/migrations');
  return readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name, 'migration.sql'), 'utf8')]);
}

/** The generated files whose content on disk differs. */
export async function stale(): Promise<readonly string[]> {
  return [...(await generated())].filter(([file, content]) => read(file) !== content).map(([file]) => file);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(path.join(root, file), 'utf8');
  } catch {
    return undefined;
  }
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--check')) {
    const files = await stale();
    if (files.length > 0) {
      console.error(`Stale; run npx tsx codegen.ts and commit:\n${files.join('\n')}`);
      process.exit(1);
    }
  } else {
    for (const [file, content] of await generated()) {
      if (read(file) === content) continue;
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), content);
      console.log(file);
    }
  }
}
