import { because, ownPrincipal } from '@samplan/kit/access/policy';
import { type CareTable, OUTPATIENT_KINDS, ownParty, ownWard, TAKES_PART } from '../reach.ts';

/** What the region's people may do in care. Only wards run episodes (e.2). */
export const region: CareTable = {
  ...TAKES_PART,
  'episode.admit': ownWard('episode.admit'),
  'estimate.change': ownWard('episode.admit'),
  'discharge-ready.report': ownWard('discharge-ready.report'),
  'discharge-ready.interrupt': ownWard('discharge-ready.report'),
  'discharge.report': ownWard('discharge.report'),
  'discharge-information.write': because('G-012, G-013', ownWard('discharge.report')),
  'discharge-information.sign': because('G-012, G-013', ownWard('discharge.report')),
  'episode.recover': because('F-306, K11', ownWard('discharge.report')),
  'episode.close': ownWard('episode.close'),
  'episode.void': because('G-101', ownWard('episode.admit')),
  'episode.transfer': ownWard('episode.admit'),
  'death.record': because('f.3 64', ownWard('discharge.report')),
  'care-contact.confirm': because(
    'G-007, F-240, F-241',
    ownParty('care-contact.confirm', 'the patients that the own unit has a relation to', OUTPATIENT_KINDS),
  ),
  'message-to-care.send': ownParty('extra-message.send'),
  'outage.set': because('F-300 to F-304', ownPrincipal('outage.set')),
  'care-plan.release': ownWard('planning-basis.answer'),
  'care-plan.finalise': because('F-066', ownWard('planning-basis.answer')),
  'care-plan.reopen': ownWard('planning-basis.answer'),
  'planning-questions.publish': because('F-244', ownPrincipal('planning-questions.publish')),
  'liability.record': because('G-030, G-033', ownWard('liability.record')),
  'liability-basis.read': because('G-177', ownPrincipal('liability-basis.read')),
  'liability-terms.edit': because('G-018, G-036', ownPrincipal('liability-terms.edit')),
  'liability-month.settle': because('G-041, B-08', ownPrincipal('liability.correct')),
  'liability.correct': ownPrincipal('liability.correct'),
};
