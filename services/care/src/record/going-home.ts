import { swedishTime } from '@samplan/kit/time';
import { FIELDS, said } from '../discharge-information/content.ts';
import type { RecordedHandover, SavedInformation } from '../discharge-information/store.ts';
import type { PlanningTrack } from '../generated/resolvers.ts';
import type { TrackChoice } from '../planning-track/store.ts';
import type { Item } from '../ready-for-home/domain.ts';
import type { SavedChecklist } from '../ready-for-home/store.ts';
import { block, by, list, reasonOf, section } from './html.ts';
import { FIELD_NAMES, INFORMATION_NAMES, PARTITION_NAMES, RECEIVER_NAMES, TRACK_NAMES } from './names.ts';

/** How the way home was planned, as the viewer's unit may see it; each in the order it was written. */
export interface GoingHome {
  readonly tracks: readonly (TrackChoice & { readonly groupTexts: readonly string[] })[];
  readonly checklists: readonly (SavedChecklist & { readonly items: readonly Item[] })[];
  readonly information: readonly SavedInformation[];
  readonly handovers: readonly RecordedHandover[];
}

/** The sections of the document that tell of it (G-012, G-013, G-108, G-109). */
export function sectionsOfGoingHome(
  { tracks, checklists, information, handovers }: GoingHome,
  nameOf: (unitId: string) => string,
): readonly string[] {
  return [
    section(
      'Spår för planeringen',
      tracks.map((choice) =>
        block(trackHeading(choice.track, choice.meetingAt), choice.groupTexts.join('\n'), [
          `${by('valt', choice.setAt, choice.setByUserId)}, ${nameOf(choice.setByUnitId)}${reasonOf(choice.reason)}`,
          ...choice.basis.map(
            (part) => `ledde hit: ${PARTITION_NAMES[part.partition]}, ${nameOf(part.unitId)}, version ${part.version}`,
          ),
        ]),
      ),
    ),
    section(
      'Hemgångsklar',
      checklists.map(({ unitId, version, items, savedAt, savedByUserId }) =>
        block(`${nameOf(unitId)}, version ${version}`, items.map(itemLine).join('\n'), [
          by('sparad', savedAt, savedByUserId),
        ]),
      ),
    ),
    section(
      'Utskrivningsinformation',
      [...information.map(informationOf), list(handovers.map(handoverLine))].filter(Boolean),
    ),
  ];
}

function trackHeading(track: PlanningTrack, meetingAt: Date | null): string {
  return meetingAt ? `${TRACK_NAMES[track]}, möte ${swedishTime(meetingAt)}` : TRACK_NAMES[track];
}

function itemLine({ text, isTicked, comment }: Item): string {
  return `${isTicked ? 'klart' : 'inte klart'}: ${text}${reasonOf(comment)}`;
}

function informationOf({ version, state, content, reason, at, byUserId }: SavedInformation): string {
  const written = FIELDS.flatMap(({ code, section: of, field }) => {
    const text = said(content, of, field);
    return text === null ? [] : [`${FIELD_NAMES[code]}\n${text}`];
  });
  return block(`Version ${version}`, written.join('\n\n'), [
    `${by(INFORMATION_NAMES[state], at, byUserId)}${reasonOf(reason)}`,
  ]);
}

function handoverLine({ version, receiver, handedAt, byUserId, comment }: RecordedHandover): string {
  return `${by(`version ${version} lämnad till ${RECEIVER_NAMES[receiver]}`, handedAt, byUserId)}${reasonOf(comment)}`;
}
