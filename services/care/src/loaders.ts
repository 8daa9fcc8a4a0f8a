import { grantedLoader } from '@samplan/kit/access/loader';
import type { RequestContext } from '@samplan/kit/server/context';
import { stockholmDay } from '@samplan/kit/time';
import DataLoader from 'dataloader';
import type { Context } from './context.ts';
import { permit } from './policy.ts';

type Stores = Pick<
  Context,
  | 'patients'
  | 'episodes'
  | 'messages'
  | 'planning'
  | 'questions'
  | 'tracks'
  | 'checklists'
  | 'information'
  | 'outages'
  | 'attachments'
  | 'looks'
  | 'careContacts'
  | 'carePlans'
  | 'liabilities'
  | 'sources'
>;

type Loaders = Pick<
  Context,
  | 'careContactsOf'
  | 'careContactHistoryOf'
  | 'careContactsMissingIn'
  | 'patientById'
  | 'episodeById'
  | 'episodesOfPatient'
  | 'partiesOf'
  | 'messageById'
  | 'messagesOf'
  | 'messagesReceivedOf'
  | 'movementsOf'
  | 'backRegistrationOf'
  | 'attachmentsOf'
  | 'lookedOf'
  | 'liabilityOf'
  | 'sectionsOf'
  | 'versionsOf'
  | 'disagreementsOf'
  | 'carePlanOf'
  | 'tracksOf'
  | 'checklistsOf'
  | 'informationOf'
  | 'dueTermsOf'
  | 'sipProgressIn'
  | 'questionSetById'
  | 'questionsHeldIn'
  | 'sourceOfEpisode'
  | 'sourceOfMessage'
>;

/** The loaders of one request. Without the right to read they find nothing, and the attempt is noted. */
export function createLoaders(stores: Stores, request: RequestContext): Loaders {
  const {
    patients,
    episodes,
    messages,
    planning,
    questions,
    tracks,
    checklists,
    information,
    outages,
    attachments,
    looks,
    careContacts,
    carePlans,
    liabilities,
    sources,
  } = stores;
  const { viewer, access, now } = request;

  const reading = permit(viewer, 'episode.read');

  return {
    sourceOfEpisode: new DataLoader((ids) => sources.of('EPISODE', ids)),
    sourceOfMessage: new DataLoader((ids) => sources.of('MESSAGE', ids)),
    patientById: grantedLoader(
      'patient.read',
      permit(viewer, 'patient.read'),
      access,
      (grant, ids) => patients.find(grant, ids, access, now()),
      null,
    ),
    episodeById: grantedLoader(
      'episode.read',
      reading,
      access,
      (grant, ids) => episodes.find(grant, ids, access),
      null,
    ),
    episodesOfPatient: grantedLoader(
      'episode.read',
      reading,
      access,
      (grant, ids) => episodes.ofPatients(grant, ids, access),
      [],
    ),
    messageById: grantedLoader(
      'episode.read',
      reading,
      access,
      (grant, ids) => messages.find(grant, ids, access),
      null,
    ),
    messagesReceivedOf: grantedLoader(
      'episode.read',
      reading,
      access,
      (grant, ids) => messages.receivedOf(grant, ids, access),
      [],
    ),
    messagesOf: grantedLoader('episode.read', reading, access, (grant, ids) => messages.ofEpisodes(grant, ids), []),
    careContactsOf: grantedLoader(
      'patient.read',
      permit(viewer, 'patient.read'),
      access,
      (grant, ids) => careContacts.ofPatients(grant, ids),
      [],
    ),
    // What is asked about here has been found in reach before.
    careContactHistoryOf: new DataLoader((ids) => careContacts.history(ids)),
    careContactsMissingIn: new DataLoader((ids) => careContacts.missingIn(ids)),
    partiesOf: new DataLoader((ids) => episodes.parties(ids)),
    backRegistrationOf: new DataLoader((ids) => outages.ofEpisodes(ids)),
    liabilityOf: new DataLoader((ids) => liabilities.ofEpisodes(ids)),
    movementsOf: new DataLoader((ids) => messages.movements(ids)),
    attachmentsOf: new DataLoader((ids) => attachments.ofMessages(ids)),
    lookedOf: grantedLoader('episode.read', reading, access, (grant, ids) => looks.of(grant, ids), {
      lookedAt: null,
      unseen: 0,
    }),
    sectionsOf: grantedLoader('episode.read', reading, access, (grant, ids) => planning.ofEpisodes(grant, ids), []),
    versionsOf: new DataLoader((ids) => planning.versions(ids)),
    disagreementsOf: new DataLoader((ids) => planning.disagreements(ids)),
    checklistsOf: grantedLoader('episode.read', reading, access, (grant, ids) => checklists.ofEpisodes(grant, ids), {
      saved: [],
      closedUnitIds: [],
    }),
    informationOf: grantedLoader('episode.read', reading, access, (grant, ids) => information.ofEpisodes(grant, ids), {
      versions: [],
      handovers: [],
      available: { contact: false, invitation: false },
    }),
    tracksOf: new DataLoader((ids) => tracks.ofEpisodes(ids)),
    dueTermsOf: new DataLoader((ids) => tracks.dueTerms(ids)),
    sipProgressIn: grantedLoader('episode.read', reading, access, (grant, ids) => tracks.sipProgress(grant, ids), {
      isStarted: false,
      isInvited: false,
    }),
    carePlanOf: new DataLoader((ids) => carePlans.ofEpisodes(ids)),
    questionSetById: new DataLoader((ids) => questions.find(ids)),
    questionsHeldIn: new DataLoader((regionIds) => questions.holding(regionIds, stockholmDay(now()))),
  };
}
