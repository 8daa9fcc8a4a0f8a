import { arrive, type Course, NEEDS, OUTPATIENT, plan } from './beginning.ts';
import { forward } from './handing-on.ts';
import { chooseTrack, inform, tickAtWard } from './homegoing.ts';
import { MESSAGE_COURSES } from './message-courses.ts';
import { acknowledge, acknowledgeAll, open } from './messages.ts';
import { answer } from './planning.ts';
import { admit, changeEstimate, close, discharge, interruptReady, reportReady } from './ward.ts';
import { write } from './writing.ts';

const INFORMATION =
  'Vårdad och förbättrad. Läkemedelslista och kontaktuppgifter har lämnats till patienten. Uppföljning enligt planering.';

/** The courses of the demo region; between them every state, with and without what is left to do. */
export const COURSES = {
  /** Came today; one party has opened the notice. */
  arrivedToday: async (of, t) => {
    await admit(of, {
      admittedAt: t.hours(5),
      sentAt: t.hours(4),
      estimatedDischargeAt: t.days(-3, 13),
      needs: NEEDS,
      text: 'Inkommer från hemmet efter fall. Bor ensam.',
    });
    await open(of, 'ASSESSMENT', 'ADMISSION_NOTICE', t.hours(3));
  },
  /** Planned by all, with a care report from home health care. */
  beingPlanned: async (of, t) => {
    await arrive(of, t, 2, 2);
    await plan(of, t, 2);
    await write(
      of,
      'HOME_HEALTH',
      'CARE_REPORT',
      t.days(2, 16),
      'Såromläggning måndag och torsdag. Allergisk mot penicillin.',
    );
    await answer(of, t.days(1, 11), 'HOME_HEALTH', 'NURSE');
    await answer(of, t.days(1, 12), 'HOME_HEALTH', 'OCCUPATIONAL_THERAPIST');
    await answer(of, t.days(1, 12.5), 'HOME_HEALTH', 'PHYSIOTHERAPIST');
    await answer(of, t.days(1, 13), 'SOCIAL_SERVICES', 'CASE_OFFICER');
    for (const kind of OUTPATIENT) await answer(of, t.days(1, 14), kind, 'NURSE', 'DISCHARGE_COORDINATOR');
    await chooseTrack(of, 'ASSESSMENT', 'YELLOW', t.days(1, 15));
  },
  /** Notified of after more than a day; then the estimate moved, and the outpatient unit asks. */
  lateAndMoved: async (of, t) => {
    await admit(of, {
      admittedAt: t.days(5, 9),
      sentAt: t.days(3, 10),
      estimatedDischargeAt: t.days(-1, 13),
      needs: NEEDS,
      text: 'Behovet av insatser bedömdes vid inskrivningen; meddelandet sänds i efterhand.',
    });
    await acknowledge(of, 'ASSESSMENT', 'ADMISSION_NOTICE', t.days(3, 13));
    await changeEstimate(of, t.days(2, 9), t.days(-3, 11));
    await acknowledge(of, 'HOME_HEALTH', 'ADMISSION_NOTICE', t.days(2, 13));
    for (const kind of OUTPATIENT) {
      await write(of, kind, 'EXTRA_MESSAGE', t.hours(5), 'Har patienten hjälpmedel hemma sedan tidigare?');
    }
  },
  /** Discharge-ready since yesterday morning. */
  ready: async (of, t) => {
    await arrive(of, t, 6, 1);
    await plan(of, t, 5);
    await acknowledgeAll(of, t.days(4, 9));
    await chooseTrack(of, of.ward.kind, 'GREEN', t.days(4, 10));
    await reportReady(of, t.days(1, 9), t.days(1, 10));
    await tickAtWard(of, t.days(1, 11), 'Recept skrivs i morgon.');
    await acknowledge(of, 'ASSESSMENT', 'DISCHARGE_READY_NOTICE', t.days(1, 13));
  },
  /** The needs assessor hands the notice on to another team; discharge-ready since yesterday afternoon. */
  readyAfternoon: async (of, t, elsewhere) => {
    await arrive(of, t, 4, 1);
    await answer(of, t.days(4, 11), of.ward.kind, 'NURSE');
    if (elsewhere) await forward(of, 'ASSESSMENT', 'ADMISSION_NOTICE', elsewhere, t.days(4, 14));
    for (const kind of OUTPATIENT) await acknowledge(of, kind, 'ADMISSION_NOTICE', t.days(3, 9));
    await reportReady(of, t.days(1, 14), t.days(1, 15));
    await open(of, 'ASSESSMENT', 'DISCHARGE_READY_NOTICE', t.hours(6));
  },
  /** Was discharge-ready, got worse. */
  interrupted: async (of, t) => {
    await arrive(of, t, 7, 2);
    await plan(of, t, 6);
    await chooseTrack(of, of.ward.kind, 'RED', t.days(5, 10)); // nobody has planned the meeting
    await reportReady(of, t.days(3, 9), t.days(3, 10));
    await acknowledge(of, 'ASSESSMENT', 'DISCHARGE_READY_NOTICE', t.days(3, 13));
    await interruptReady(of, t.days(2, 14), 'Feber och försämrat allmäntillstånd sedan i natt.');
    for (const kind of OUTPATIENT) await acknowledge(of, kind, 'DISCHARGE_READY_INTERRUPTION', t.days(1, 9));
  },
  /** Went home today. */
  leftToday: async (of, t) => {
    await arrive(of, t, 8, 1);
    await plan(of, t, 7);
    await reportReady(of, t.days(2, 9), t.days(2, 10));
    await acknowledge(of, 'ASSESSMENT', 'DISCHARGE_READY_NOTICE', t.days(2, 13));
    await inform(of, t.hours(3));
    await discharge(of, t.hours(2), t.hours(2), INFORMATION);
    await open(of, 'HOME_HEALTH', 'DISCHARGE_MESSAGE', t.hours(1));
  },
  /** Went home the day before yesterday; the information was sent a day late. */
  leftWithLateInformation: async (of, t) => {
    await arrive(of, t, 9, 3);
    await plan(of, t, 8);
    await reportReady(of, t.days(3, 14), t.days(3, 15));
    await discharge(of, t.days(2, 13), t.days(1, 9), INFORMATION);
    for (const kind of OUTPATIENT) await acknowledge(of, kind, 'DISCHARGE_MESSAGE', t.days(1, 11));
  },
  /** Closed with something left to acknowledge; only where the region's policy allows it (K12). */
  closedOutstanding: async (of, t) => {
    await arrive(of, t, 10, 1);
    await plan(of, t, 9);
    await reportReady(of, t.days(4, 9), t.days(4, 10));
    await acknowledge(of, 'ASSESSMENT', 'DISCHARGE_READY_NOTICE', t.days(4, 13));
    await discharge(of, t.days(3, 13), t.days(3, 14), INFORMATION);
    await close(of, t.days(2, 10));
  },
  /** Closed with everything acknowledged: gone from every overview (F-251). */
  closed: async (of, t) => {
    await arrive(of, t, 12, 1);
    await reportReady(of, t.days(6, 9), t.days(6, 10));
    await discharge(of, t.days(5, 13), t.days(5, 14), INFORMATION);
    await acknowledgeAll(of, t.days(4, 9));
    await close(of, t.days(4, 10));
  },
  /** The first patient of the seed's screenshot: a care report and the admission on the same day. */
  erlandsson: async (of, t) => {
    await arrive(of, t, 2, 3);
    await write(of, 'HOME_HEALTH', 'CARE_REPORT', t.days(2, 13), 'Har hemsjukvård varje dag. Läkemedel i dosett.');
    await acknowledge(of, 'ASSESSMENT', 'ADMISSION_NOTICE', t.days(2, 14));
  },
  /** The second: an extra message on the day of the admission, a care report some days later, a planning basis. */
  lorentz: async (of, t) => {
    await arrive(of, t, 6, 2);
    await write(of, of.ward.kind, 'EXTRA_MESSAGE', t.days(6, 11), 'Anhörig önskar vara med vid planeringen.');
    await plan(of, t, 5);
    await chooseTrack(of, of.ward.kind, 'RED', t.days(4, 10), t.days(-1, 10));
    await write(of, 'HOME_HEALTH', 'CARE_REPORT', t.days(2, 13), 'Uppdaterad omvårdnadsstatus inför hemgång.');
  },
  ...MESSAGE_COURSES,
} as const satisfies Readonly<Record<string, Course>>;

/** Name of a course. */
export type CourseName = keyof typeof COURSES;
