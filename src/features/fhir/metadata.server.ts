import { resourceTypes, searchParameters } from './questions.server.ts';

/** What this server can do, for whoever asks it first (`/fhir/metadata`). Reading alone; no patient but the practice's own. */
export function capabilityStatement(origin: string, since: Date): Record<string, unknown> {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: since.toISOString(),
    kind: 'instance',
    software: { name: 'Videoconsulta' },
    implementation: { description: 'Videoconsulta', url: `${origin}/fhir` },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        documentation: `${origin}/api#fhir`,
        security: { cors: true, description: 'Appointment: Authorization: Bearer vc_… (fhir:read)' },
        resource: resourceTypes.map((type) => ({
          type,
          interaction: [{ code: 'read' }, { code: 'search-type' }],
          versioning: 'no-version',
          searchParam: [{ name: '_id', type: 'token' }, ...searchParameters[type]],
        })),
      },
    ],
  };
}
