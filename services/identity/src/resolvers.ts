import { scalars } from '@samplan/kit/graphql/scalars';
import { appointUser, endAppointment } from './appointment/resolvers/appoint-user.ts';
import {
  Appointment,
  appointments,
  ExpertUserCoverage,
  expertUserCoverage,
  phoneList,
} from './appointment/resolvers/appointments.ts';
import { Assignment } from './assignment/resolvers/assignment.ts';
import { answerBlockLiftRequest } from './block/resolvers/answer-block-lift-request.ts';
import { BlockLiftRequest, blockLiftRequests, Patient, RevealedBlock } from './block/resolvers/block.ts';
import { endBlock } from './block/resolvers/end-block.ts';
import { liftBlock } from './block/resolvers/lift-block.ts';
import { registerBlock } from './block/resolvers/register-block.ts';
import { requestBlockLift } from './block/resolvers/request-block-lift.ts';
import { revealBlocks } from './block/resolvers/reveal-blocks.ts';
import { convertToCard } from './card/resolvers/convert-to-card.ts';
import { signInMethods } from './card/resolvers/sign-in-methods.ts';
import { signInWithCard } from './card/resolvers/sign-in-with-card.ts';
import { ConnectedSystem, connectedSystems } from './connected/resolvers/connected-systems.ts';
import { myContact, updateMyContact } from './contact/resolvers/my-contact.ts';
import { deleteDraft } from './draft/resolvers/delete-draft.ts';
import { Draft, DraftHeading, myDraft, myDrafts } from './draft/resolvers/drafts.ts';
import { saveDraft } from './draft/resolvers/save-draft.ts';
import { ExceptionalAccess, exceptionalAccesses } from './emergency/resolvers/exceptional-accesses.ts';
import { openEmergencyAccess } from './emergency/resolvers/open-emergency-access.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { DataIncident, DataIncidentStep, dataIncident, dataIncidents } from './incident/resolvers/data-incidents.ts';
import { noteDataIncidentStep } from './incident/resolvers/note-data-incident-step.ts';
import { reportDataIncident } from './incident/resolvers/report-data-incident.ts';
import { setDataProtectionOfficer } from './incident/resolvers/set-data-protection-officer.ts';
import { drawLogSample } from './log-review/resolvers/draw-log-sample.ts';
import { finishLogReview } from './log-review/resolvers/finish-log-review.ts';
import { followUpLogReview } from './log-review/resolvers/follow-up-log-review.ts';
import { AccessLogEntry, LogReview, LogReviewCount, LogReviewFollowUp } from './log-review/resolvers/log-review.ts';
import { logReview, logReviewStatistics, logReviews } from './log-review/resolvers/log-reviews.ts';
import { openLogReview } from './log-review/resolvers/open-log-review.ts';
import { exportPatientAccesses, PatientAccess, patientAccesses } from './log-review/resolvers/patient-accesses.ts';
import { reviewOnSuspicion } from './log-review/resolvers/review-on-suspicion.ts';
import { ParkedMail, parkedMails, retryMail } from './mail/resolvers/parked-mails.ts';
import { Mailbox, mailboxes, setMailbox } from './mailbox/resolvers/mailboxes.ts';
import { AllowedNetworks, allowedNetworks, setAllowedNetworks } from './network/resolvers/allowed-networks.ts';
import { finishOidcSignIn } from './oidc/resolvers/finish-oidc-sign-in.ts';
import { startOidcSignIn } from './oidc/resolvers/start-oidc-sign-in.ts';
import {
  AccessOrder,
  AccessOrderOccurrence,
  AccessOrderPerson,
  AccessOrderStep,
  accessOrder,
  accessOrders,
} from './order/resolvers/access-order.ts';
import { finishAccessOrder, refuseAccessOrder, withdrawAccessOrder } from './order/resolvers/close-access-order.ts';
import { collectCredentials } from './order/resolvers/collect-credentials.ts';
import { completeAccessOrderStep } from './order/resolvers/complete-access-order-step.ts';
import { executeAccessOrder } from './order/resolvers/execute-access-order.ts';
import { placeAccessOrder } from './order/resolvers/place-access-order.ts';
import { reissueCredentials } from './order/resolvers/reissue-credentials.ts';
import { changePassword } from './password/resolvers/change-password.ts';
import {
  CredentialsSuspicion,
  credentialsSuspicions,
  SuspicionHandling,
} from './password/resolvers/credentials-suspicions.ts';
import { handleCredentialsSuspicion } from './password/resolvers/handle-credentials-suspicion.ts';
import { reportCredentialsSuspected } from './password/resolvers/report-credentials-suspected.ts';
import { nameProtectedStaff } from './protected-identity/resolvers/name-protected-staff.ts';
import { endIdentityProtection, protectIdentity } from './protected-identity/resolvers/protect-identity.ts';
import { ProtectedPatient, protectedPatients } from './protected-identity/resolvers/protected-patients.ts';
import { readMode } from './read-mode/resolvers/read-mode.ts';
import { setReadMode } from './read-mode/resolvers/set-read-mode.ts';
import { acceptResponsibilities } from './responsibilities/resolvers/accept-responsibilities.ts';
import { responsibilities } from './responsibilities/resolvers/responsibilities.ts';
import { confirmEnrolment } from './second-factor/resolvers/confirm-enrolment.ts';
import { confirmSecondFactor } from './second-factor/resolvers/confirm-second-factor.ts';
import { enrolSms } from './second-factor/resolvers/enrol-sms.ts';
import { enrolTotp } from './second-factor/resolvers/enrol-totp.ts';
import { mySecondFactors, SecondFactor } from './second-factor/resolvers/my-second-factors.ts';
import { removeSecondFactor } from './second-factor/resolvers/remove-second-factor.ts';
import { renewRecoveryCodes } from './second-factor/resolvers/renew-recovery-codes.ts';
import { resetSecondFactors } from './second-factor/resolvers/reset-second-factors.ts';
import { sendSignInCode } from './second-factor/resolvers/send-sign-in-code.ts';
import { createServiceAccount } from './service-account/resolvers/create-service-account.ts';
import { endServiceAccount } from './service-account/resolvers/end-service-account.ts';
import { issueServiceToken } from './service-account/resolvers/issue-service-token.ts';
import { addServiceAccountKey, endServiceAccountKey } from './service-account/resolvers/service-account-keys.ts';
import { ServiceAccount, serviceAccounts } from './service-account/resolvers/service-accounts.ts';
import { chooseAssignment } from './session/resolvers/choose-assignment.ts';
import { endOtherSessions } from './session/resolvers/end-other-sessions.ts';
import { endSession } from './session/resolvers/end-session.ts';
import { myContext } from './session/resolvers/my-context.ts';
import { mySessions, OwnSession } from './session/resolvers/my-sessions.ts';
import { reauthenticate } from './session/resolvers/reauthenticate.ts';
import { refreshSession } from './session/resolvers/refresh-session.ts';
import { signIn } from './session/resolvers/sign-in.ts';
import { signOut } from './session/resolvers/sign-out.ts';
import { registerInabilityToConsent, registerSharingConsent } from './sharing/resolvers/register-consent.ts';
import { SharingConsent } from './sharing/resolvers/sharing-consent.ts';
import {
  findSharedDocumentation,
  openSharedDocumentation,
  showSharedDocumentationSources,
} from './sharing/resolvers/steps.ts';
import { withdrawSharingConsent } from './sharing/resolvers/withdraw-consent.ts';
import { StaleAccount, staleAccounts } from './stale/resolvers/stale-accounts.ts';
import { me, User } from './user/resolvers/user.ts';

/** Every resolver of identity. */
export const resolvers = {
  ...scalars,
  Query: {
    me,
    myContext,
    signInMethods,
    credentialsSuspicions,
    mySecondFactors,
    mySessions,
    responsibilities,
    logReview,
    logReviews,
    logReviewStatistics,
    patientAccesses,
    dataIncident,
    dataIncidents,
    serviceAccounts,
    accessOrder,
    accessOrders,
    connectedSystems,
    appointments,
    expertUserCoverage,
    phoneList,
    mailboxes,
    parkedMails,
    staleAccounts,
    blockLiftRequests,
    exceptionalAccesses,
    protectedPatients,
    readMode,
    allowedNetworks,
    myDraft,
    myDrafts,
    myContact,
  },
  Mutation: {
    signIn,
    chooseAssignment,
    refreshSession,
    signOut,
    convertToCard,
    startOidcSignIn,
    finishOidcSignIn,
    signInWithCard,
    changePassword,
    reportCredentialsSuspected,
    handleCredentialsSuspicion,
    reauthenticate,
    endSession,
    endOtherSessions,
    acceptResponsibilities,
    confirmEnrolment,
    confirmSecondFactor,
    enrolSms,
    enrolTotp,
    removeSecondFactor,
    renewRecoveryCodes,
    resetSecondFactors,
    sendSignInCode,
    drawLogSample,
    reviewOnSuspicion,
    openLogReview,
    finishLogReview,
    followUpLogReview,
    exportPatientAccesses,
    setDataProtectionOfficer,
    reportDataIncident,
    noteDataIncidentStep,
    createServiceAccount,
    addServiceAccountKey,
    endServiceAccountKey,
    endServiceAccount,
    issueServiceToken,
    placeAccessOrder,
    executeAccessOrder,
    completeAccessOrderStep,
    refuseAccessOrder,
    withdrawAccessOrder,
    collectCredentials,
    reissueCredentials,
    finishAccessOrder,
    appointUser,
    endAppointment,
    setMailbox,
    retryMail,
    registerBlock,
    endBlock,
    revealBlocks,
    liftBlock,
    requestBlockLift,
    answerBlockLiftRequest,
    openEmergencyAccess,
    protectIdentity,
    endIdentityProtection,
    nameProtectedStaff,
    registerSharingConsent,
    registerInabilityToConsent,
    withdrawSharingConsent,
    findSharedDocumentation,
    showSharedDocumentationSources,
    openSharedDocumentation,
    setReadMode,
    setAllowedNetworks,
    saveDraft,
    deleteDraft,
    updateMyContact,
  },
  User,
  Assignment,
  CredentialsSuspicion,
  SuspicionHandling,
  SecondFactor,
  OwnSession,
  LogReview,
  LogReviewCount,
  LogReviewFollowUp,
  AccessLogEntry,
  PatientAccess,
  DataIncident,
  DataIncidentStep,
  ServiceAccount,
  AccessOrder,
  AccessOrderPerson,
  AccessOrderStep,
  AccessOrderOccurrence,
  ConnectedSystem,
  Appointment,
  ExpertUserCoverage,
  Mailbox,
  AllowedNetworks,
  ParkedMail,
  StaleAccount,
  Patient,
  RevealedBlock,
  BlockLiftRequest,
  ExceptionalAccess,
  ProtectedPatient,
  SharingConsent,
  Draft,
  DraftHeading,
} satisfies Resolvers;
