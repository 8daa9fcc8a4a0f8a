/**
 * What a role may be allowed to do: the columns of the permission matrix (domain.md e). A capability stands in the access
 * token and in `@requiresScopes`; which role has which is decided in identity alone.
 */
const MEANINGS = {
  'access-step.complete': 'Does steps of orders in connected systems (e.4).',
  'access.grant': 'Executes orders of access (ACC.grant).',
  'access.order': 'Orders and cancels access for staff (ACC.ord).',
  'block.lift': 'Lifts blocks of the own care giver, and asks others to (G-078).',
  'block.register': "Registers and ends patients' blocks, and answers other care givers (G-077).",
  'care-contact.confirm': 'Confirms the fixed care contact (FCC).',
  'care-report.send': 'Writes care reports (CR).',
  'discharge-ready.report': 'Reports and interrupts discharge-ready.',
  'discharge.report': 'Discharges and sends the discharge message.',
  'emergency.open': 'Opens a patient in an emergency (G-083).',
  'episode.admit': 'Admits and sends the admission notice.',
  'episode.close': 'Ends episodes.',
  'episode.read': 'Sees the episodes of the own unit.',
  'extra-message.send': 'Sends extra messages.',
  'help.answer': 'Sees and answers requests for help with cases (F-261, F-262).',
  'identity-protection.mark': "Marks patients' identities as protected (G-090).",
  'liability-basis.read': 'Sees what municipalities pay, and the agreements that it is counted by.',
  'liability-terms.edit': 'Keeps agreements and amounts of payment liability.',
  'liability.correct': 'Settles months and corrects what is paid.',
  'liability.record': 'Records exceptions from payment liability and who decided on housing.',
  'log.review': 'Reviews the access log (LOG).',
  'message.acknowledge': 'Reads and acknowledges messages (M.read/ack).',
  'message.acknowledge-on-behalf': 'Acknowledges on behalf of others (F-261).',
  'message.forward': 'Hands messages of the own unit on (F-224).',
  'message.oversee': 'Sees which messages are stuck, without their content (B-01, B-02).',
  'message.reroute': 'Re-routes stuck messages (M.fwd).',
  'organisation.edit': 'Keeps the organisation tree (TREE).',
  'outage.set': 'Registers outages of the region (F-300).',
  'own-contact.edit': 'Keeps the own contact data (ME).',
  'patient-addressing.edit': 'Links patients to housing and units.',
  'patient.look-up': 'Looks patients up by identity number.',
  'patient.read': 'Sees patients that the own unit has a relation to.',
  'patient.register': 'Registers patients.',
  'planning-basis.answer': "Answers the role's part of the planning basis (PB).",
  'planning-questions.publish':
    'Publishes the questions of the planning basis and the lists that a region plans by (F-244, G-108, G-109).',
  'protected-staff.name': 'Names who at the own unit may open a protected patient (G-090).',
  'read-mode.set': "Lets a region's people only read for a time (F-206).",
  'recipients.preview': 'Sees where messages about a patient would go.',
  'residence.edit-elderly': 'Keeps residence lists for the elderly (RES).',
  'residence.edit-disability': 'Keeps residence lists within disability support (RES).',
  'shared-documentation.open': 'Opens what other care givers have documented, with consent (G-080).',
  'sharing-consent.register': "Registers and withdraws patients' consents to shared documentation (G-092).",
  'sip.answer': 'Answers invitations to SIP (SIP.ans).',
  'sip.initiate': 'Starts SIP (SIP.init).',
  'sip.read': 'Sees the SIPs that the own unit takes part in.',
  'service-account.grant': 'Makes and ends accounts of systems.',
  'statistics.read': 'Sees counts.',
  'super-user.appoint': 'Appoints super-users (SU).',
  'transition.follow-up':
    'Sees what the units have left of a transition from an older system, and tells that it is done.',
} as const;

/** One of {@link CAPABILITIES}. */
export type Capability = keyof typeof MEANINGS;

/** Every capability, in order of name. */
// The keys of a literal are what its type says.
export const CAPABILITIES = Object.keys(MEANINGS) as readonly Capability[];

/** What a capability is for, in a sentence. */
export function meaningOf(capability: Capability): string {
  return MEANINGS[capability];
}
