import { archiveEpisodes } from './archive-episodes.ts';
import { changeKeySecret } from './change-key-secret.ts';
import { closingPolicy } from './closing-policy.ts';
import type { Command } from './command.ts';
import { createUser } from './create-user.ts';
import { estimatePolicy } from './estimate-policy.ts';
import { events } from './events.ts';
import { fillDocumented } from './fill-documented.ts';
import { importEpisodes } from './import-episodes.ts';
import { importOrganisation } from './import-organisation.ts';
import { mails } from './mails.ts';
import { migrate } from './migrate.ts';
import { planningTimePolicy } from './planning-time-policy.ts';
import { productionStart } from './production-start.ts';
import { purgeEvents } from './purge-events.ts';
import { purgeLog } from './purge-log.ts';
import { readMode } from './read-mode.ts';
import { rotateKeys } from './rotate-keys.ts';
import { transitionPlan } from './transition-plan.ts';
import { verifyLog } from './verify-log.ts';

/** Every command, in the order that a new installation needs them. */
export const COMMANDS: readonly Command[] = [
  migrate,
  importOrganisation,
  createUser,
  productionStart,
  closingPolicy,
  estimatePolicy,
  planningTimePolicy,
  readMode,
  transitionPlan,
  importEpisodes,
  archiveEpisodes,
  fillDocumented,
  events,
  purgeEvents,
  mails,
  verifyLog,
  purgeLog,
  rotateKeys,
  changeKeySecret,
];
