import { htmlText } from '@samplan/kit/html';
import { swedishTime } from '@samplan/kit/time';
import type { PlanStep } from '../care-plan/store.ts';
import type { Episode } from '../episode/domain.ts';
import { STATE_NAMES } from '../episode/problems.ts';
import type { Message, Movement } from '../message/store.ts';
import type { Question } from '../planning/questions.ts';
import type { Disagreement, SectionVersion } from '../planning/store.ts';
import { type GoingHome, sectionsOfGoingHome } from './going-home.ts';
import { block, by, list, reasonOf, section, table } from './html.ts';
import { MESSAGE_NAMES, MOVEMENT_NAMES, PARTITION_NAMES, RECIPIENT_NAMES, SECTION_NAMES, STEP_NAMES } from './names.ts';

/** A version of a part with the questions that it answers. */
export interface AskedVersion extends SectionVersion {
  readonly questions: readonly Question[];
}

/** A message with its way. */
export interface TracedMessage extends Message {
  readonly movements: readonly Movement[];
}

/** One case as the viewer's unit may see it. */
export interface CaseRecord {
  readonly episode: Episode;
  /** Null when the patient may not be shown to the viewer. */
  readonly patient: {
    readonly personalIdentityNumber: string;
    readonly givenName: string;
    readonly familyName: string;
  } | null;
  readonly parties: readonly { readonly unitId: string; readonly isWard: boolean; readonly since: Date }[];
  /** In the order they were sent. */
  readonly messages: readonly TracedMessage[];
  /** In the order they were written. */
  readonly versions: readonly AskedVersion[];
  readonly disagreements: readonly Disagreement[];
  readonly steps: readonly PlanStep[];
  readonly goingHome: GoingHome;
}

/** What stands above the document (f.6 112). */
export interface RecordMark {
  readonly unitName: string;
  readonly createdAt: Date;
  readonly purpose: string;
}

/**
 * A case as a page to print: everything with who did it and when, nothing left out of what was corrected or void (G-087, G-110).
 * People stand by the ids that the access log has; names of staff are identity's to tell.
 * @param nameOf - name of a unit.
 */
export function asDocument(record: CaseRecord, mark: RecordMark, nameOf: (unitId: string) => string): string {
  const title = `${mark.unitName}, ${swedishTime(mark.createdAt)}. Ändamål: ${mark.purpose}. Innehåller patientuppgifter.`;
  const sections = [
    section('Vårdtillfället', [table(facts(record, nameOf))]),
    section('Parter', [
      list(
        record.parties.map(
          (party) => `${nameOf(party.unitId)}${party.isWard ? ' (avdelning)' : ''}, från ${swedishTime(party.since)}`,
        ),
      ),
    ]),
    section(
      'Meddelanden',
      record.messages.map((message) => messageOf(message, nameOf)),
    ),
    section(
      'Planeringsunderlag',
      record.versions.map((version) => versionOf(version, nameOf)),
    ),
    section(
      'Patienten har en annan mening',
      record.disagreements.map((one) =>
        block(`${PARTITION_NAMES[one.partition]}, ${nameOf(one.unitId)}, version ${one.version}`, one.text, [
          by('antecknat', one.notedAt, one.notedByUserId),
        ]),
      ),
    ),
    section('Vårdplanen', [
      list(
        record.steps.map(
          ({ kind, unitId, reason, at, byUserId }) =>
            `${by(STEP_NAMES[kind], at, byUserId)}${unitId ? `: ${nameOf(unitId)}` : ''}${reasonOf(reason)}`,
        ),
      ),
    ]),
    ...sectionsOfGoingHome(record.goingHome, nameOf),
  ];
  return `<!doctype html>
<html lang="sv">
<head>
<meta charset="utf-8">
<title>${htmlText(title)}</title>
<style>
@page { size: A4; margin: 15mm }
body { font: 10pt sans-serif }
table { border-collapse: collapse }
th, td { border: 1px solid #555; padding: 2px 6px; text-align: left; vertical-align: top }
article { break-inside: avoid; border-left: 3px solid #555; margin: 0 0 8px; padding: 0 0 0 8px }
h3, p, ul { margin: 2px 0 }
.text { white-space: pre-wrap }
</style>
</head>
<body>
<h1>Vårdtillfälle</h1>
<p>${htmlText(title)}</p>
${sections.join('\n')}
</body>
</html>
`;
}

function facts(
  { episode, patient }: CaseRecord,
  nameOf: (unitId: string) => string,
): readonly (readonly [string, string])[] {
  const at = (time: Date | null): string => (time ? swedishTime(time) : '');
  const { ready } = episode;
  const all: readonly (readonly [string, string])[] = [
    [
      'Patient',
      patient ? `${patient.personalIdentityNumber} ${patient.givenName} ${patient.familyName}` : 'visas inte',
    ],
    ['Avdelning', nameOf(episode.wardUnitId)],
    ['Tillstånd', STATE_NAMES[episode.state]],
    ['Inskriven', at(episode.admittedAt)],
    ['Behov bedömda', by('', episode.assessedAt, episode.assessedByUserId)],
    ['Beräknad utskrivning', at(episode.estimatedDischargeAt)],
    [
      'Utskrivningsklar',
      ready ? `${by('bedömt', ready.judgedAt, ready.judgedByUserId)}, underrättat ${at(ready.reportedAt)}` : '',
    ],
    ['Utskriven', at(episode.dischargedAt)],
    ['Avliden', at(episode.deceasedAt)],
    ['Överflyttad', episode.transfer ? `${at(episode.transfer.at)} till ${nameOf(episode.transfer.toUnitId)}` : ''],
    ['Makulerat', episode.voidReason ?? ''],
    ['Avslutat', at(episode.closedAt)],
    ['Okvitterade', String(episode.outstanding)],
    ['Vårdtillfällets id', episode.id],
  ];
  return all.filter(([, value]) => value !== '');
}

function messageOf(message: TracedMessage, nameOf: (unitId: string) => string): string {
  const { type, versionNumber, isSuperseded, isLate, voided, senderUnitId, sentAt, sentByUserId } = message;
  const marks = [
    ...(versionNumber > 1 ? [`version ${versionNumber}`] : []),
    ...(isSuperseded ? ['ersatt av en senare version'] : []),
    ...(isLate ? ['skickat för sent'] : []),
    ...(voided ? [`makulerat ${swedishTime(voided.at)}: ${voided.reason}`] : []),
  ];
  const heading = [`${MESSAGE_NAMES[type]}, ${nameOf(senderUnitId)}`, ...marks].join(', ');
  return block(heading, message.text, [
    by('skickat', sentAt, sentByUserId),
    ...message.recipients.map(({ unitId, state }) => `${nameOf(unitId)}: ${RECIPIENT_NAMES[state]}`),
    ...message.movements.map(({ kind, fromUnitId, toUnitId, at, byUserId, reason }) => {
      const units = [fromUnitId, toUnitId].flatMap((id) => (id ? [nameOf(id)] : [])).join(' → ');
      return `${by(MOVEMENT_NAMES[kind], at, byUserId)}: ${units}${reasonOf(reason)}`;
    }),
  ]);
}

function versionOf(version: AskedVersion, nameOf: (unitId: string) => string): string {
  const { partition, unitId, state, reason, at, byUserId, questions, answers } = version;
  const heading = `${PARTITION_NAMES[partition]}, ${nameOf(unitId)}, version ${version.version}`;
  const answered = questions.flatMap(({ key, text }) => (answers[key] ? [`${text}\n${answers[key]}`] : []));
  return block(heading, answered.join('\n\n'), [`${by(SECTION_NAMES[state], at, byUserId)}${reasonOf(reason)}`]);
}
