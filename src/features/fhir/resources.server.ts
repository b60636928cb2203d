import type { KnownPlace, KnownService, KnownSpecialist } from './directory.server.ts';
import type { Appointment, AppointmentStatus, Coding, Concept, ContactPoint, HealthcareService, Identifier, Location, Practitioner, PractitionerRole, Schedule, Slot } from './r4.ts';
import { snomedOf, snomedSystem } from './specialty-codes.ts';

/** Rows as FHIR resources. Ids are those of our rows and stay; nothing here is about a patient but the appointment. */

const licenceSystems = { colegiado: 'urn:es:numero-de-colegiado', cedula: 'urn:mx:cedula-profesional' } as const;
/** HL7's own words for an encounter by video and one at the practice. */
const serviceType: Record<KnownService['modality'], Coding> = {
  video: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'VR', display: 'virtual' },
  in_person: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB', display: 'ambulatory' },
};

/** Where video consultations of a specialist are: nowhere on a map, but a place to hang slots on. */
export const videoLocationId = (specialistId: string) => `video-${specialistId}`;

export function practitioner(of: KnownSpecialist): Practitioner {
  return {
    resourceType: 'Practitioner',
    id: of.id,
    active: true,
    identifier: [identifier(of)],
    name: [{ text: nameOf(of), family: of.fullName, ...(of.title ? { prefix: [of.title] } : {}) }],
    telecom: telecom(of),
    address: [{ use: 'work', city: of.city, country: of.country }],
    qualification: of.specialties.map((one) => ({ code: specialtyOf(one) })),
    communication: of.languages.map((code) => ({ coding: [{ system: 'urn:ietf:bcp:47', code }] })),
  };
}

/** What a specialist does here: with which services, at which places. */
export function practitionerRole(of: KnownSpecialist, services: readonly KnownService[]): PractitionerRole {
  const places = [...new Set(services.map(locationOfService))];
  return {
    resourceType: 'PractitionerRole',
    id: of.id,
    active: true,
    practitioner: { reference: `Practitioner/${of.id}`, display: nameOf(of) },
    specialty: of.specialties.map(specialtyOf),
    location: places.map((id) => ({ reference: `Location/${id}` })),
    healthcareService: services.map((service) => ({ reference: `HealthcareService/${service.id}`, display: service.name })),
    telecom: telecom(of),
  };
}

export function healthcareService(of: KnownService): HealthcareService {
  return {
    resourceType: 'HealthcareService',
    id: of.id,
    active: true,
    type: [typeOf(of)],
    specialty: of.specialist.specialties.map(specialtyOf),
    name: `${of.name} · ${nameOf(of.specialist)}`,
    location: [{ reference: `Location/${locationOfService(of)}` }],
    appointmentRequired: true,
    telecom: telecom(of.specialist),
  };
}

export function placeLocation(of: KnownPlace): Location {
  return {
    resourceType: 'Location',
    id: of.id,
    status: of.closed ? 'inactive' : 'active',
    name: of.name,
    description: nameOf(of.specialist),
    mode: 'instance',
    telecom: telecom(of.specialist),
    address: { use: 'work', line: [of.address], city: of.city, country: of.specialist.country },
  };
}

export function videoLocation(of: KnownSpecialist): Location {
  return {
    resourceType: 'Location',
    id: videoLocationId(of.id),
    status: 'active',
    name: `Videoconsulta · ${nameOf(of)}`,
    mode: 'instance',
    telecom: telecom(of),
    address: { use: 'work', city: of.city, country: of.country },
    physicalType: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/location-physical-type', code: 'vi', display: 'Virtual' }] },
  };
}

/** One schedule for each service: what is free depends on how long it takes. */
export function schedule(of: KnownService, horizon: { start: Date; end: Date } | null): Schedule {
  return {
    resourceType: 'Schedule',
    id: of.id,
    active: true,
    serviceType: [typeOf(of)],
    specialty: of.specialist.specialties.map(specialtyOf),
    actor: [
      { reference: `Location/${locationOfService(of)}` },
      { reference: `PractitionerRole/${of.specialist.id}`, display: nameOf(of.specialist) },
      { reference: `Practitioner/${of.specialist.id}`, display: nameOf(of.specialist) },
      { reference: `HealthcareService/${of.id}`, display: of.name },
    ],
    ...(horizon ? { planningHorizon: { start: horizon.start.toISOString(), end: horizon.end.toISOString() } } : {}),
  };
}

/** The same slot has the same id as long as its service is. */
export function slotId(serviceId: string, startsAt: Date): string {
  return `${serviceId}-${Math.floor(startsAt.getTime() / 1000).toString(36)}`;
}

export function readSlotId(id: string): { serviceId: string; startsAt: Date } | null {
  const [, serviceId, seconds] = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([0-9a-z]{1,7})$/.exec(id) ?? [];
  return serviceId && seconds ? { serviceId, startsAt: new Date(Number.parseInt(seconds, 36) * 1000) } : null;
}

export function slot(of: KnownService, startsAt: Date, status: Slot['status'], links: { origin: string }): Slot {
  const booking = `${links.origin}/reservar?servicio=${of.id}&inicio=${encodeURIComponent(startsAt.toISOString())}`;
  return {
    resourceType: 'Slot',
    id: slotId(of.id, startsAt),
    // Under both names: the published guide's, and the one that its forerunners' clients look for.
    ...(status === 'free'
      ? {
          extension: ['http://hl7.org/fhir/uv/smart-scheduling-links', 'http://fhir-registry.smarthealthit.org'].flatMap((base) => [
            { url: `${base}/StructureDefinition/booking-deep-link`, valueUrl: booking },
            { url: `${base}/StructureDefinition/booking-phone`, valueString: of.specialist.phone },
          ]),
        }
      : {}),
    schedule: { reference: `Schedule/${of.id}` },
    status,
    start: startsAt.toISOString(),
    end: new Date(startsAt.getTime() + of.durationMinutes * 60_000).toISOString(),
  };
}

export interface KnownAppointment {
  id: string;
  specialistId: string;
  serviceName: string;
  placeId: string | null;
  status: 'booked' | 'in_progress' | 'completed' | 'cancelled' | 'no_show';
  modality: 'in_person' | 'video';
  startsAt: Date;
  endsAt: Date;
  durationMinutes: number;
  createdAt: Date;
  patientName: string;
}
const appointmentStatuses: Record<KnownAppointment['status'], AppointmentStatus> = {
  booked: 'booked',
  in_progress: 'arrived',
  completed: 'fulfilled',
  cancelled: 'cancelled',
  no_show: 'noshow',
};
/** Which of ours a FHIR status asks for; null where we never have it. */
export function standingOf(status: string): KnownAppointment['status'] | null {
  return (Object.keys(appointmentStatuses) as KnownAppointment['status'][]).find((one) => appointmentStatuses[one] === status) ?? null;
}

/** For the practice's own programs alone; why the patient comes is not told (G3). */
export function appointment(of: KnownAppointment): Appointment {
  const there = { required: 'required', status: 'accepted' } as const;
  return {
    resourceType: 'Appointment',
    id: of.id,
    status: appointmentStatuses[of.status],
    serviceType: [{ coding: [serviceType[of.modality]], text: of.serviceName }],
    start: of.startsAt.toISOString(),
    end: of.endsAt.toISOString(),
    minutesDuration: of.durationMinutes,
    created: of.createdAt.toISOString(),
    participant: [
      { actor: { display: of.patientName }, ...there },
      { actor: { reference: `Practitioner/${of.specialistId}`, display: 'Practitioner' }, ...there },
      { actor: { reference: `Location/${of.placeId ?? videoLocationId(of.specialistId)}`, display: 'Location' }, ...there },
    ],
  };
}

function nameOf(of: KnownSpecialist): string {
  return `${of.title} ${of.fullName}`.trim();
}
function identifier(of: KnownSpecialist): Identifier {
  return { system: licenceSystems[of.licenceKind], value: of.licenceNumber };
}
function telecom(of: KnownSpecialist): ContactPoint[] {
  return [{ system: 'phone', value: of.phone, use: 'work' }];
}
function specialtyOf(of: { code: string; name: string }): Concept {
  const known = snomedOf(of.code);
  return { coding: [...(known ? [{ system: snomedSystem, code: known }] : []), { system: 'urn:videoconsulta:specialty', code: of.code, display: of.name }], text: of.name };
}
function typeOf(of: KnownService): Concept {
  return { coding: [serviceType[of.modality]], text: of.name };
}
function locationOfService(of: KnownService): string {
  return of.placeId ?? videoLocationId(of.specialist.id);
}
