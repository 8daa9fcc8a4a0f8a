import { scalars } from '@samplan/kit/graphql/scalars';
import { MessageMovement, MessageRecipient, MessageVoiding, OverseenPlace } from '@samplan/kit/message/fields';
import { addAttachmentChunk } from './attachment/resolvers/add-attachment-chunk.ts';
import { Attachment, attachmentChunk } from './attachment/resolvers/attachment.ts';
import { beginAttachment } from './attachment/resolvers/begin-attachment.ts';
import { finishAttachment } from './attachment/resolvers/finish-attachment.ts';
import { CareContact, CareContactEnding, CareContactStep } from './care-contact/resolvers/care-contact.ts';
import { confirmCareContact } from './care-contact/resolvers/confirm-care-contact.ts';
import { endCareContact } from './care-contact/resolvers/end-care-contact.ts';
import { CarePlan, CarePlanParty, CarePlanStep } from './care-plan/resolvers/care-plan.ts';
import { finaliseCarePlan, releaseFromCarePlan, reopenCarePlan } from './care-plan/resolvers/whole-plan.ts';
import {
  DischargeInformation,
  DischargeInformationHandover,
  DischargeInformationVersion,
} from './discharge-information/resolvers/information.ts';
import {
  recordDischargeInformationHandover,
  saveDischargeInformation,
  signDischargeInformation,
} from './discharge-information/resolvers/write.ts';
import {
  CareEpisode,
  careEpisode,
  DischargeReadiness,
  EpisodeChange,
  EpisodeParty,
  EpisodeTransfer,
} from './episode/resolvers/episode.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { answerHelpRequest } from './help/resolvers/answer-help-request.ts';
import { closeHelpRequest } from './help/resolvers/close-help-request.ts';
import { HelpRequest, helpRequests, unitHelpRequests } from './help/resolvers/help-request.ts';
import { requestHelp } from './help/resolvers/request-help.ts';
import { closedEpisodes } from './history/resolvers/closed-episodes.ts';
import { correctLiability } from './liability/resolvers/correct-liability.ts';
import { exportLiabilityBasis } from './liability/resolvers/export-liability-basis.ts';
import {
  LiabilityBasisConnection,
  LiabilityBasisCorrection,
  LiabilityBasisRow,
  LiabilitySummary,
  liabilityBasis,
} from './liability/resolvers/liability-basis.ts';
import { liabilityTerms } from './liability/resolvers/liability-terms.ts';
import {
  DecidingMunicipality,
  LiabilityCondition,
  LiabilityException,
  LiabilityJudgement,
  LiabilityResult,
  PaymentLiability,
  paymentLiability,
} from './liability/resolvers/payment-liability.ts';
import { recordLiabilityException } from './liability/resolvers/record-liability-exception.ts';
import { saveAgreement } from './liability/resolvers/save-agreement.ts';
import { setCareDayAmount } from './liability/resolvers/set-care-day-amount.ts';
import { setDecidingMunicipality } from './liability/resolvers/set-deciding-municipality.ts';
import { LiabilitySettlement, settleLiabilityMonth } from './liability/resolvers/settle-liability-month.ts';
import { markEpisodeLooked } from './looked/resolvers/mark-episode-looked.ts';
import { acknowledgeMessage } from './message/resolvers/acknowledge-message.ts';
import { correctMessage } from './message/resolvers/correct-message.ts';
import { delegateMessage } from './message/resolvers/delegate-message.ts';
import { forwardMessage } from './message/resolvers/forward-message.ts';
import { AdmissionNoticeContent, Message } from './message/resolvers/message.ts';
import { readMessage } from './message/resolvers/read-message.ts';
import { returnMisdirectedMessage } from './message/resolvers/return-misdirected-message.ts';
import { sendExtraMessage } from './message/resolvers/send-extra-message.ts';
import { sendMessage } from './message/resolvers/send-message.ts';
import { voidMessage } from './message/resolvers/void-message.ts';
import { BackRegistration, OutageAgreement, outageWindows } from './outage/resolvers/outage-windows.ts';
import { saveOutageWindow } from './outage/resolvers/save-outage-window.ts';
import { acknowledgeOnBehalf } from './oversight/resolvers/acknowledge-on-behalf.ts';
import { OverseenMessage, stuckMessages } from './oversight/resolvers/overseen-message.ts';
import { rerouteMessage } from './oversight/resolvers/reroute-message.ts';
import { exportOpenCases } from './overview/resolvers/export-open-cases.ts';
import { OverviewCell, OverviewCellParty, OverviewRow, overview } from './overview/resolvers/overview.ts';
import { OverviewChange, overviewChanges } from './overview/resolvers/overview-changes.ts';
import { lookUpPatient } from './patient/resolvers/look-up-patient.ts';
import { Patient, patient } from './patient/resolvers/patient.ts';
import { registerPatient } from './patient/resolvers/register-patient.ts';
import { answerPlanningBasis } from './planning/resolvers/answer-planning-basis.ts';
import { correctPlanningSection } from './planning/resolvers/correct-planning-section.ts';
import { PlanningList, planningLists, publishPlanningList } from './planning/resolvers/lists.ts';
import { notePatientDisagreement } from './planning/resolvers/note-patient-disagreement.ts';
import { PlanningBasis } from './planning/resolvers/planning.ts';
import {
  PlanningQuestionSet,
  planningQuestionSets,
  publishPlanningQuestions,
} from './planning/resolvers/question-sets.ts';
import {
  PatientDisagreement,
  PlanningMark,
  PlanningSection,
  PlanningSectionVersion,
  PlanningSignature,
} from './planning/resolvers/section.ts';
import { signPlanningSection } from './planning/resolvers/sign-planning-section.ts';
import { voidPlanningSection } from './planning/resolvers/void-planning-section.ts';
import { PlanningBasisDue, PlanningBasisDuty } from './planning-track/resolvers/due.ts';
import { setPlanningTrack } from './planning-track/resolvers/set-planning-track.ts';
import { PlanningTrackBasis, PlanningTrackChoice } from './planning-track/resolvers/track.ts';
import { ReadyForHomePart, ReadyForHomeVersion } from './ready-for-home/resolvers/part.ts';
import { tickReadyForHome } from './ready-for-home/resolvers/tick-ready-for-home.ts';
import { exportCareEpisode } from './record/resolvers/export-care-episode.ts';
import { admitPatient } from './region/resolvers/admit-patient.ts';
import { changeEstimatedDischarge } from './region/resolvers/change-estimated-discharge.ts';
import { closeEpisode } from './region/resolvers/close-episode.ts';
import { dischargePatient } from './region/resolvers/discharge-patient.ts';
import { interruptDischargeReady } from './region/resolvers/interrupt-discharge-ready.ts';
import { recordDeath } from './region/resolvers/record-death.ts';
import { recoverEpisode } from './region/resolvers/recover-episode.ts';
import { reportDischargeReady } from './region/resolvers/report-discharge-ready.ts';
import { transferPatient } from './region/resolvers/transfer-patient.ts';
import { voidEpisode } from './region/resolvers/void-episode.ts';
import { voidDischargeReadyInterruption } from './region/resolvers/void-interruption.ts';
import { completeTransitionStep } from './transition/resolvers/complete-transition-step.ts';
import { ImportSource } from './transition/resolvers/imported-from.ts';
import { TransitionCompletion, TransitionPlan, transitionPlan } from './transition/resolvers/plan.ts';
import {
  TransitionReport,
  TransitionUnit,
  transitionRemaining,
  transitionReport,
} from './transition/resolvers/report.ts';
import { setTransitionPlan } from './transition/resolvers/set-transition-plan.ts';
import { UnitInboxItem, unitInbox } from './unit-inbox/resolvers/unit-inbox.ts';
import { sendCareReport } from './vof/resolvers/send-care-report.ts';

/** Every resolver of care. */
export const resolvers = {
  ...scalars,
  Query: {
    patient,
    careEpisode,
    overview,
    overviewChanges,
    unitInbox,
    outageWindows,
    stuckMessages,
    planningQuestionSets,
    planningLists,
    helpRequests,
    unitHelpRequests,
    attachmentChunk,
    closedEpisodes,
    liabilityTerms,
    liabilityBasis,
    transitionPlan,
    transitionRemaining,
    transitionReport,
  },
  Mutation: {
    lookUpPatient,
    registerPatient,
    readMessage,
    acknowledgeMessage,
    forwardMessage,
    delegateMessage,
    returnMisdirectedMessage,
    voidMessage,
    correctMessage,
    sendMessage,
    sendExtraMessage,
    rerouteMessage,
    acknowledgeOnBehalf,
    markEpisodeLooked,
    beginAttachment,
    addAttachmentChunk,
    finishAttachment,
    requestHelp,
    answerHelpRequest,
    closeHelpRequest,
    answerPlanningBasis,
    confirmCareContact,
    endCareContact,
    publishPlanningQuestions,
    publishPlanningList,
    setPlanningTrack,
    tickReadyForHome,
    saveDischargeInformation,
    signDischargeInformation,
    recordDischargeInformationHandover,
    saveOutageWindow,
    exportCareEpisode,
    exportOpenCases,
    signPlanningSection,
    correctPlanningSection,
    voidPlanningSection,
    notePatientDisagreement,
    releaseFromCarePlan,
    finaliseCarePlan,
    reopenCarePlan,
    admitPatient,
    changeEstimatedDischarge,
    reportDischargeReady,
    interruptDischargeReady,
    voidDischargeReadyInterruption,
    dischargePatient,
    closeEpisode,
    voidEpisode,
    recordDeath,
    transferPatient,
    recoverEpisode,
    sendCareReport,
    recordLiabilityException,
    setDecidingMunicipality,
    saveAgreement,
    setCareDayAmount,
    exportLiabilityBasis,
    settleLiabilityMonth,
    correctLiability,
    setTransitionPlan,
    completeTransitionStep,
  },
  Patient,
  CareContact,
  CareContactEnding,
  CareContactStep,
  CareEpisode: { ...CareEpisode, paymentLiability },
  PaymentLiability,
  LiabilityJudgement,
  LiabilityCondition,
  LiabilityException,
  DecidingMunicipality,
  LiabilityBasisConnection,
  LiabilityBasisCorrection,
  LiabilityBasisRow,
  LiabilitySummary,
  LiabilitySettlement,
  LiabilityResult,
  DischargeReadiness,
  EpisodeParty,
  EpisodeChange,
  BackRegistration,
  OutageAgreement,
  EpisodeTransfer,
  Message,
  MessageMovement,
  MessageVoiding,
  MessageRecipient,
  AdmissionNoticeContent,
  UnitInboxItem,
  OverseenMessage,
  OverseenPlace,
  HelpRequest,
  Attachment,
  PlanningBasis,
  PlanningSection,
  PlanningSignature,
  PlanningMark,
  PlanningSectionVersion,
  PatientDisagreement,
  CarePlan,
  CarePlanParty,
  CarePlanStep,
  PlanningQuestionSet,
  PlanningList,
  ReadyForHomePart,
  ReadyForHomeVersion,
  DischargeInformation,
  DischargeInformationVersion,
  DischargeInformationHandover,
  PlanningTrackChoice,
  PlanningTrackBasis,
  PlanningBasisDue,
  PlanningBasisDuty,
  OverviewRow,
  OverviewChange,
  OverviewCell,
  OverviewCellParty,
  ImportSource,
  TransitionPlan,
  TransitionCompletion,
  TransitionReport,
  TransitionUnit,
} satisfies Resolvers;
