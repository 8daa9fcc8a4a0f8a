import { grantedLoader } from '@samplan/kit/access/loader';
import { groupsInOrder } from '@samplan/kit/ordered';
import type { RequestContext } from '@samplan/kit/server/context';
import { stockholmDay } from '@samplan/kit/time';
import DataLoader from 'dataloader';
import type { ChangesAsked, Context } from './context.ts';
import type { Change } from './episode/store.ts';
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
  | 'overviews'
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
  | 'changesOf'
  | 'overviewCaseOf'
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
    overviews,
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
    overviewCaseOf: grantedLoader(
      'episode.read',
      reading,
      access,
      (grant, ids) => overviews.find(grant, ids, access),
      null,
    ),
    changesOf: changesLoader((asked) => (reading.ok ? episodes.changes(reading.value, ...asked) : Promise.resolve([]))),
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

/** Reads together what is asked of several episodes in the same way, as the rows of a list do. */
function changesLoader(
  read: (
    asked: [episodeIds: readonly string[], first: number, after: Date | null],
  ) => Promise<readonly (readonly Change[])[]>,
): Context['changesOf'] {
  const way = ({ first, after }: Omit<ChangesAsked, 'episodeId'>): string => `${first} ${after?.toISOString() ?? ''}`;
  return new DataLoader(
    async (keys) => {
      const answers = new Map<ChangesAsked, readonly Change[]>();
      for (const alike of groupsInOrder([...new Set(keys.map(way))], keys, way)) {
        const [asked] = alike;
        if (!asked) continue;
        const found = await read([alike.map(({ episodeId }) => episodeId), asked.first, asked.after]);
        for (const [i, key] of alike.entries()) answers.set(key, found[i] ?? []);
      }
      return keys.map((key) => answers.get(key) ?? []);
    },
    { cacheKeyFn: (key) => `${key.episodeId} ${way(key)}` },
  );
}
