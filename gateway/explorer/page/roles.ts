import type { Role } from '@samplan/kit/access/viewer';

/** The roles as they are called in Swedish. */
const ROLES: Readonly<Record<Role, string>> = {
  ADMINISTRATOR: 'Administratör',
  APPOINTED_STAFF: 'Av rektor utsedd personal',
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

/** A role in Swedish; one that is newer than this page by its code. */
export function roleName(role: string): string {
  return Object.hasOwn(ROLES, role) ? ROLES[role as Role] : role; // one of its own keys
}
