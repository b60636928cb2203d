import { m } from '#texts/compiled/messages.js';

interface Words {
  title: () => string;
  /** What still works, and what to do. */
  mend: () => string;
}

const words: Record<string, Words> = {
  tls: { title: m.op_trouble_tls, mend: m.op_trouble_tls_mend },
  dns: { title: m.op_trouble_dns, mend: m.op_trouble_dns_mend },
  turn: { title: m.op_trouble_turn, mend: m.op_trouble_turn_mend },
  mail: { title: m.op_trouble_mail, mend: m.op_trouble_mail_mend },
  sms: { title: m.op_trouble_sms, mend: m.op_trouble_sms_mend },
  stripe: { title: m.op_trouble_stripe, mend: m.op_trouble_stripe_mend },
  disk: { title: m.op_trouble_disk, mend: m.op_trouble_disk_mend },
  data: { title: m.op_trouble_disk, mend: m.op_trouble_disk_mend },
  backup: { title: m.op_trouble_backup, mend: m.op_trouble_backup_mend },
  messages: { title: m.op_trouble_messages, mend: m.op_trouble_messages_mend },
};
const other: Words = { title: m.op_trouble_other, mend: m.op_trouble_other_mend };

/** What an operator reads of something that the doctor found; `turn-udp` and `turn-tls` are one thing to them. */
export function troubleWords(id: string): Words {
  return words[id.split('-')[0] ?? ''] ?? other;
}
