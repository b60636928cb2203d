/** The parts of FHIR R4 (4.0.1) that we give: the fields we fill, named and shaped as the standard has them. */

export interface Coding {
  system: string;
  code: string;
  display?: string;
}
export interface Concept {
  coding?: Coding[];
  text?: string;
}
export interface Reference {
  reference: string;
  display?: string;
}
export interface Identifier {
  system: string;
  value: string;
}
export interface Extension {
  url: string;
  valueUrl?: string;
  valueString?: string;
  valueCode?: string;
}
export interface ContactPoint {
  system: 'phone' | 'url';
  value: string;
  use?: 'work';
}
export interface Address {
  use: 'work';
  line?: string[];
  city: string;
  country: string;
}
interface Meta {
  profile?: string[];
}

export interface Practitioner {
  resourceType: 'Practitioner';
  id: string;
  active: boolean;
  identifier: Identifier[];
  name: { text: string; family?: string; prefix?: string[] }[];
  telecom: ContactPoint[];
  address: Address[];
  qualification: { code: Concept }[];
  communication: Concept[];
}
export interface PractitionerRole {
  resourceType: 'PractitionerRole';
  id: string;
  active: boolean;
  practitioner: Reference;
  specialty: Concept[];
  location: Reference[];
  healthcareService: Reference[];
  telecom: ContactPoint[];
}
export interface HealthcareService {
  resourceType: 'HealthcareService';
  id: string;
  active: boolean;
  type: Concept[];
  specialty: Concept[];
  name: string;
  location: Reference[];
  appointmentRequired: true;
  telecom: ContactPoint[];
}
export interface Location {
  resourceType: 'Location';
  id: string;
  status: 'active' | 'inactive';
  name: string;
  description?: string;
  mode: 'instance';
  telecom: ContactPoint[];
  address: Address;
  physicalType?: Concept;
}
export interface Schedule {
  resourceType: 'Schedule';
  id: string;
  meta?: Meta;
  active: boolean;
  serviceType: Concept[];
  specialty: Concept[];
  actor: Reference[];
  planningHorizon?: { start: string; end: string };
}
export interface Slot {
  resourceType: 'Slot';
  id: string;
  meta?: Meta;
  extension?: Extension[];
  schedule: Reference;
  status: 'free' | 'busy';
  start: string;
  end: string;
}
export type AppointmentStatus = 'booked' | 'arrived' | 'fulfilled' | 'cancelled' | 'noshow';
export interface Appointment {
  resourceType: 'Appointment';
  id: string;
  status: AppointmentStatus;
  serviceType: Concept[];
  start: string;
  end: string;
  minutesDuration: number;
  created: string;
  participant: { actor: { reference?: string; display: string }; required: 'required'; status: 'accepted' }[];
}
export interface OperationOutcome {
  resourceType: 'OperationOutcome';
  issue: { severity: 'error'; code: 'invalid' | 'not-found' | 'login' | 'forbidden' | 'processing' | 'not-supported' | 'throttled' | 'transient' | 'exception'; diagnostics: string }[];
}
export type Resource = Practitioner | PractitionerRole | HealthcareService | Location | Schedule | Slot | Appointment;
export type ResourceType = Resource['resourceType'];

export interface Bundle {
  resourceType: 'Bundle';
  type: 'searchset';
  /** Left out where counting would cost more than the page. */
  total?: number;
  link: { relation: 'self' | 'next'; url: string }[];
  entry?: { fullUrl: string; resource: Resource; search: { mode: 'match' } }[];
}
