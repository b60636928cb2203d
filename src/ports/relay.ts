export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

export interface Relay {
  /** STUN and TURN servers for one seat, with credentials that live 10 minutes of machine time (V6). */
  iceServers(appointmentId: string, role: 'patient' | 'specialist'): IceServer[];
}
