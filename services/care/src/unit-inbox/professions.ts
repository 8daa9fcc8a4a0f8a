import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import { z } from 'zod';
import type { CareProfession, MessageType } from '../generated/resolvers.ts';
import { MESSAGE_TYPES } from '../message/types.ts';

const profession = z.enum([
  'NEEDS_ASSESSMENT',
  'NURSING',
  'REHABILITATION',
  'COORDINATION',
] satisfies readonly CareProfession[]);

/** The professions that messages of each type concern (B-12). */
export type MessageProfessions = Readonly<Record<MessageType, readonly CareProfession[]>>;

/** Reads whom messages concern; it is data that the field keeps, not code. Every type must stand there. */
export function readMessageProfessions(): MessageProfessions {
  const file = path.join(projectRoot(), 'services/care/data/message-professions.json');
  return z.record(z.enum(MESSAGE_TYPES), z.array(profession).min(1)).parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** The types of message that concern a profession. */
export function typesConcerning(professions: MessageProfessions, wanted: CareProfession): readonly MessageType[] {
  return MESSAGE_TYPES.filter((type) => professions[type].includes(wanted));
}
