import { present } from '../rule.ts';
import { arrive, type Course } from './beginning.ts';
import { delegate, giveBack } from './handing-on.ts';
import { acknowledge } from './messages.ts';
import { acknowledgeOnBehalf, reroute } from './overseeing.ts';
import { correct, makeVoid, write, writeTo } from './writing.ts';

/** The courses in which messages go other ways than from the sender to the one who acknowledges. */
export const MESSAGE_COURSES = {
  /** The needs assessor hands the notice on to all whom it concerns; one of them has acknowledged. */
  delegated: async (of, t, elsewhere) => {
    await arrive(of, t, 2, 3);
    const homeHealth = of.parties.filter(({ kind }) => kind === 'HOME_HEALTH');
    const team = present(elsewhere, `team beside the parties of ${of.episodeId}`);
    await delegate(of, 'ASSESSMENT', 'ADMISSION_NOTICE', [...homeHealth, team], t.days(2, 13));
    await acknowledge(of, 'HOME_HEALTH', 'ADMISSION_NOTICE', t.days(2, 15));
  },
  /** The ward writes to the wrong team, which gives it back, and then to the needs assessor. */
  misdirected: async (of, t, elsewhere) => {
    await arrive(of, t, 3, 2);
    const team = present(elsewhere, `team beside the parties of ${of.episodeId}`);
    const assessors = of.parties.filter(({ kind }) => kind === 'ASSESSMENT');
    const question = 'Patienten saknar nyckel till bostaden. Kan ni möta upp vid hemgången?';
    await writeTo(of, of.ward.kind, [team], t.days(2, 9), question);
    await giveBack(of, team, 'GENERAL_MESSAGE', 'Patienten får inga insatser av oss.', t.days(2, 10));
    await writeTo(of, of.ward.kind, assessors, t.days(2, 13), question);
    await acknowledge(of, 'ASSESSMENT', 'GENERAL_MESSAGE', t.days(2, 14));
  },
  /** Home health care corrects its report; the ward voids what it wrote about somebody else, and writes anew. */
  changed: async (of, t) => {
    await arrive(of, t, 4, 2);
    await write(of, 'HOME_HEALTH', 'CARE_REPORT', t.days(3, 10), 'Såromläggning måndag och torsdag.');
    await correct(of, 'HOME_HEALTH', 'CARE_REPORT', t.days(3, 11), 'Såromläggning tisdag och fredag.');
    await write(of, of.ward.kind, 'EXTRA_MESSAGE', t.days(2, 9), 'Hjälpmedel är beställda till hemgången.');
    await makeVoid(of, of.ward.kind, 'EXTRA_MESSAGE', t.days(2, 10), 'Skickat om fel patient.');
    await write(of, of.ward.kind, 'EXTRA_MESSAGE', t.days(2, 11), 'Patienten behöver inga nya hjälpmedel.');
  },
  /**
   * Nobody at home health care works with the messages: an administrator acknowledges one in their place and moves the notice to another
   * team; one is stuck there still.
   */
  stuck: async (of, t, elsewhere) => {
    await arrive(of, t, 12, 2);
    await acknowledge(of, 'ASSESSMENT', 'ADMISSION_NOTICE', t.days(12, 12));
    await write(of, of.ward.kind, 'EXTRA_MESSAGE', t.days(10, 9), 'Anhöriga är bortresta den här veckan.');
    const reason = 'Ingen i arbetsgruppen är i tjänst. Innehållet är meddelat per telefon.';
    await acknowledgeOnBehalf(of, 'HOME_HEALTH', 'EXTRA_MESSAGE', reason, t.days(8, 10));
    await write(of, of.ward.kind, 'EXTRA_MESSAGE', t.days(8, 11), 'Patienten går nu med rollator.');
    const team = present(elsewhere, `team beside the parties of ${of.episodeId}`);
    await reroute(of, 'HOME_HEALTH', 'ADMISSION_NOTICE', team, t.days(2, 10));
  },
} as const satisfies Readonly<Record<string, Course>>;
