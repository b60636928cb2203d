/** An appointment as an event of a calendar (B7): in mails, downloads and feeds always the same UID. */
export function eventUid(appointmentId: string, publicOrigin: string): string {
  return `${appointmentId}@${new URL(publicOrigin).hostname}`;
}

/** The appointment that an event of ours speaks of, by its UID; null for everybody else's. */
export function appointmentOfUid(uid: string, ownHost: string): string | null {
  const [, id, host] = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@(.+)$/i.exec(uid.trim()) ?? [];
  return id && host?.toLowerCase() === ownHost.toLowerCase() ? id.toLowerCase() : null;
}
