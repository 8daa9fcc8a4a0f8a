import type { Role } from '@samplan/kit/access/viewer';
import { csvLine } from '@samplan/kit/csv';
import { type Day, swedishTime } from '@samplan/kit/time';
import type { LoggedAccess } from './domain.ts';

/** The most accesses of one file. */
export const MAX_EXPORT = 10_000;

/** What stands above the list: who made it, when, and for what (f.6 112). */
export interface ExportMark {
  readonly id: string;
  readonly patientId: string;
  readonly exportedBy: string;
  readonly exportedAt: Date;
  readonly purpose: string;
  /** First and last day; null where the list has no limit. */
  readonly from: Day | null;
  readonly to: Day | null;
}

const KINDS: Readonly<Record<LoggedAccess['kind'], string>> = {
  READ: 'Läst',
  WRITE: 'Skrivit eller ändrat',
  DENIED: 'Nekad',
};

const ROLES: Readonly<Record<Role, string>> = {
  ADMINISTRATOR: 'Administratör',
  APPOINTED_STAFF: 'Utsedd personal',
  CASE_OFFICER: 'Handläggare',
  COUNSELLOR: 'Kurator',
  DEPARTMENT_HEAD: 'Avdelningschef',
  DISCHARGE_COORDINATOR: 'Utskrivningskoordinator',
  DISTRICT_NURSE: 'Distriktssköterska',
  NEEDS_ASSESSOR: 'Biståndshandläggare',
  NURSE: 'Sjuksköterska',
  OCCUPATIONAL_THERAPIST: 'Arbetsterapeut',
  OPERATIONS_MANAGER: 'Verksamhetschef',
  PHYSICIAN: 'Läkare',
  PHYSIOTHERAPIST: 'Fysioterapeut',
  PLANNER: 'Planerare',
  PSYCHOLOGIST: 'Psykolog',
  RESIDENCE_COORDINATOR: 'Boendesamordnare',
  SCHOOL_NURSE: 'Skolsköterska',
  SCHOOL_PHYSICIAN: 'Skolläkare',
  SCHOOL_PRINCIPAL: 'Rektor',
  SERVICE_ACCOUNT: 'Tjänstekonto',
  SOCIAL_WORKER: 'Socialsekreterare',
  SPECIAL_NEEDS_TEACHER: 'Specialpedagog',
  SPEECH_THERAPIST: 'Logoped',
  SUPER_USER: 'Superanvändare',
  SYSTEM_MANAGER: 'Systemförvaltare',
  UNIT_MANAGER: 'Enhetschef',
};

const HEADINGS = ['Tid', 'Enhet', 'Roll', 'Händelse', 'Åtgärd'] as const;

type UnitNames = ReadonlyMap<string, string>;

/**
 * The list for spreadsheets (RFC 4180 with semicolons, UTF-8 with a mark, which Swedish ones expect).
 * @param units - names by id.
 */
export function csvOf(mark: ExportMark, accesses: readonly LoggedAccess[], units: UnitNames): string {
  const rows = [...markOf(mark, accesses.length), [], HEADINGS, ...accesses.map((access) => cellsOf(access, units))];
  return `\ufeff${rows.map(csvLine).join('')}`;
}

/** The list for reading and printing. */
export function textOf(mark: ExportMark, accesses: readonly LoggedAccess[], units: UnitNames): string {
  const above = markOf(mark, accesses.length).map(([name, value]) => `${name}: ${oneLine(value)}`);
  const rows = accesses.map((access) => cellsOf(access, units).map(oneLine).join(' | '));
  return `${[...above, '', HEADINGS.join(' | '), ...rows].join('\n')}\n`;
}

function markOf(mark: ExportMark, count: number): readonly (readonly [string, string])[] {
  return [
    ['Utdrag ur åtkomstlogg', mark.id],
    ['Patient', mark.patientId],
    ['Period', `${mark.from ?? 'början'} till ${mark.to ?? 'nu'}`],
    ['Framtaget av', mark.exportedBy],
    ['Framtaget', swedishTime(mark.exportedAt)],
    ['Ändamål', mark.purpose],
    ['Antal åtkomster', String(count)],
  ];
}

function cellsOf({ at, unitId, role, kind, action }: LoggedAccess, units: UnitNames): readonly string[] {
  const unit = unitId === null ? '' : (units.get(unitId) ?? unitId);
  return [swedishTime(at), unit, role === null ? '' : (ROLES[role] ?? role), KINDS[kind], action];
}

/** Whatever breaks a line, or changes the direction of what follows, would make the list say something else. */
function oneLine(value: string): string {
  return value.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}
