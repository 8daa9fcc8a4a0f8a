/**
 * What a role may be allowed to do: the columns of the permission matrix (domain.md e). A capability stands in the access
 * token and in `@requiresScopes`; which role has which is decided in identity alone.
 */
export const CAPABILITIES = [
  /** Executes orders of access (ACC.grant). */
  'access.grant',
  /** Orders and cancels access for staff (ACC.ord). */
  'access.order',
  /** Confirms the fixed care contact (FCC). */
  'care-contact.confirm',
  /** Writes care reports (CR). */
  'care-report.send',
  /** Reports and interrupts discharge-ready. */
  'discharge-ready.report',
  /** Discharges and sends the discharge message. */
  'discharge.report',
  /** Admits and sends the admission notice. */
  'episode.admit',
  /** Ends episodes. */
  'episode.close',
  /** Sees the episodes of the own unit. */
  'episode.read',
  /** Sends extra messages. */
  'extra-message.send',
  /** Reviews the access log (LOG). */
  'log.review',
  /** Reads and acknowledges messages (M.read/ack). */
  'message.acknowledge',
  /** Acknowledges on behalf of others (F-261). */
  'message.acknowledge-on-behalf',
  /** Hands messages of the own unit on (F-224). */
  'message.forward',
  /** Re-routes stuck messages (M.fwd). */
  'message.reroute',
  /** Keeps the organisation tree (TREE). */
  'organisation.edit',
  /** Keeps the own contact data (ME). */
  'own-contact.edit',
  /** Links patients to housing and units. */
  'patient-addressing.edit',
  /** Looks patients up by identity number. */
  'patient.look-up',
  /** Sees patients that the own unit has a relation to. */
  'patient.read',
  /** Registers patients. */
  'patient.register',
  /** Answers the role's part of the planning basis (PB). */
  'planning-basis.answer',
  /** Sees where messages about a patient would go. */
  'recipients.preview',
  /** Keeps residence lists for the elderly (RES). */
  'residence.edit-elderly',
  /** Keeps residence lists within disability support (RES). */
  'residence.edit-disability',
  /** Answers invitations to SIP (SIP.ans). */
  'sip.answer',
  /** Starts SIP (SIP.init). */
  'sip.initiate',
  /** Sees the SIPs that the own unit takes part in. */
  'sip.read',
  /** Sees counts. */
  'statistics.read',
  /** Appoints super-users (SU). */
  'super-user.appoint',
] as const;

/** One of {@link CAPABILITIES}. */
export type Capability = (typeof CAPABILITIES)[number];
