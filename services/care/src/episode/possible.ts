import type { EpisodeAction, EpisodeState } from '../generated/resolvers.ts';
import type { CaseAction } from '../reach.ts';
import { AT_WARD, ONGOING } from './domain.ts';

/** In which states each operation can succeed. The rules themselves decide; a test holds the two together. */
export const POSSIBLE: readonly {
  readonly name: EpisodeAction;
  readonly action: CaseAction;
  readonly states: readonly EpisodeState[];
}[] = [
  { name: 'CHANGE_ESTIMATED_DISCHARGE', action: 'estimate.change', states: AT_WARD },
  {
    name: 'REPORT_DISCHARGE_READY',
    action: 'discharge-ready.report',
    states: ['ADMITTED', 'DISCHARGE_READY_INTERRUPTED'],
  },
  { name: 'INTERRUPT_DISCHARGE_READY', action: 'discharge-ready.interrupt', states: ['DISCHARGE_READY'] },
  {
    name: 'VOID_DISCHARGE_READY_INTERRUPTION',
    action: 'discharge-ready.interrupt',
    states: ['DISCHARGE_READY_INTERRUPTED'],
  },
  { name: 'DISCHARGE_PATIENT', action: 'discharge.report', states: ['DISCHARGE_READY'] },
  { name: 'CLOSE_EPISODE', action: 'episode.close', states: ['DISCHARGED'] },
  { name: 'VOID_EPISODE', action: 'episode.void', states: ONGOING },
  { name: 'RECORD_DEATH', action: 'death.record', states: AT_WARD },
  { name: 'TRANSFER_PATIENT', action: 'episode.transfer', states: AT_WARD },
  { name: 'RECOVER_EPISODE', action: 'episode.recover', states: AT_WARD },
  { name: 'SEND_EXTRA_MESSAGE', action: 'extra-message.send', states: ONGOING },
  { name: 'SEND_CARE_REPORT', action: 'care-report.send', states: ONGOING },
  { name: 'ANSWER_PLANNING_BASIS', action: 'planning-basis.answer', states: ONGOING },
  { name: 'TICK_READY_FOR_HOME', action: 'ready-for-home.tick', states: AT_WARD },
  { name: 'SAVE_DISCHARGE_INFORMATION', action: 'discharge-information.write', states: ONGOING },
  { name: 'SET_PLANNING_TRACK', action: 'planning-track.set', states: AT_WARD },
];
