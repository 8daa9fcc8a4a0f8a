import { type Handler, on } from '@samplan/kit/events/inbox';
import type { EventData } from '@samplan/schema/events/contract';
import {
  sipConsentRecorded,
  sipCoordinationHandedOver,
  sipEnded,
  sipEpisodeFollowed,
  sipInitiated,
  sipInvitationAnswered,
  sipInvitationVoided,
  sipParticipantsChanged,
  sipParticipantsInvited,
} from '@samplan/schema/events/sip';
import { noteChange } from '../episode/change.prisma.ts';
import { lockEpisode } from '../episode/lock.prisma.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { invitationChange } from '../overview/domain.ts';
import { sipParticipants } from '../overview/participants.ts';
import { endRelations, openRelations } from '../patient/relation.ts';

type Tx = Prisma.TransactionClient;
type Snapshot = EventData<typeof sipInitiated>;

/** Whatever happens to a plan: its participants have a relation to the patient, and its episode shows the invitation. */
export const onSipEvents: readonly Handler<Tx>[] = [
  sipInitiated,
  sipConsentRecorded,
  sipParticipantsInvited,
  sipInvitationAnswered,
  sipInvitationVoided,
  sipParticipantsChanged,
  sipCoordinationHandedOver,
  sipEpisodeFollowed,
  sipEnded,
].map((contract) => on(contract, store));

async function store(tx: Tx, plan: Snapshot, occurredAt: Date): Promise<void> {
  const isOfEpisode = (await lockEpisode(tx, plan.episodeId)) !== null;
  const before = await tx.sipCopy.findUnique({
    where: { sipId: plan.sipId },
    select: { episodeId: true, invitedAt: true, participants: true },
  });
  // Only the one who leads a plan invites to it; a later event than the invitation itself does not tell who led it then.
  const invitedBy = plan.invitedAt === occurredAt.toISOString() ? plan.coordinatingUnitId : null;
  const isNewer = await tx.$executeRawUnsafe(
    `INSERT INTO sip_copy (sip_id, episode_id, invited_at, first_invited_at, first_invited_by_unit_id, participants, version,
       coordinating_unit_id)
     VALUES ($1, $2, $3::timestamptz, $3::timestamptz, $7, $4::jsonb, $5, $6)
     ON CONFLICT (sip_id) DO UPDATE SET episode_id = $2, invited_at = $3::timestamptz, participants = $4::jsonb, version = $5,
       coordinating_unit_id = $6,
       first_invited_at = CASE WHEN $3::timestamptz IS NULL THEN NULL
         ELSE coalesce(sip_copy.first_invited_at, $3::timestamptz) END,
       first_invited_by_unit_id = CASE WHEN $3::timestamptz IS NULL THEN NULL
         WHEN sip_copy.first_invited_at IS NULL THEN $7 ELSE sip_copy.first_invited_by_unit_id END
     WHERE sip_copy.version < $5`,
    plan.sipId,
    plan.episodeId,
    plan.invitedAt,
    JSON.stringify(plan.participants),
    plan.version,
    plan.coordinatingUnitId,
    invitedBy,
  );
  if (isNewer === 0) return;
  const basis = { basis: 'SIP', basisId: plan.sipId, patientId: plan.patientId } as const;
  if (plan.isOngoing) {
    const known = await tx.careRelation.findMany({ where: { ...basis, until: null }, select: { unitId: true } });
    const related = new Set(known.map((relation) => relation.unitId));
    const added = plan.participants.filter(({ unitId }) => !related.has(unitId));
    await openRelations(
      tx,
      added.map(({ unitId }) => ({ ...basis, unitId, until: null })),
      occurredAt,
    );
    // Whoever gave the invitation back has no more to do with the patient by it (G-103).
    const left = [...related].filter((id) => !plan.participants.some(({ unitId }) => unitId === id));
    if (left.length > 0) await endRelations(tx, basis, occurredAt, occurredAt, left);
  } else await endRelations(tx, basis, occurredAt, occurredAt);
  if (!plan.episodeId || !isOfEpisode) return;
  await tx.$executeRawUnsafe(
    'UPDATE care_episode SET latest_change_at = greatest(latest_change_at, $2) WHERE id = $1',
    plan.episodeId,
    occurredAt,
  );
  // Where a plan comes to from another episode, all of it is new.
  const isThere = before?.episodeId === plan.episodeId;
  const shown =
    before && isThere ? { invitedAt: before.invitedAt, participants: sipParticipants(before.participants) } : null;
  const codes = invitationChange(shown, {
    invitedAt: plan.invitedAt === null ? null : new Date(plan.invitedAt),
    participants: sipParticipants(plan.participants),
    isOngoing: plan.isOngoing,
  });
  if (!codes) return;
  const change = {
    episodeId: plan.episodeId,
    kind: 'INVITATION',
    column: 'invitation',
    subjectId: plan.sipId,
  } as const;
  await noteChange(tx, { ...change, ...codes, sourceUnitId: plan.coordinatingUnitId }, null, occurredAt);
}
