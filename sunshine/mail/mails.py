"""The form of a mail: plain text, Chinese first, with the link that ends it (RFC 8058) and a name that stays the same when it is sent again."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from resolvers.notices.letters import Letter
from sunshine.mail.links import Links

SENDER = "阳光帮扶"


@dataclass(frozen=True)
class Mails:
    """What all mails of a city share: whence they come, and how their links are made."""

    sender: str
    city: str
    links: Links

    def write(self, letter: Letter) -> EmailMessage:
        mail = EmailMessage(SMTP)
        mail["From"], mail["To"], mail["Subject"], mail["Date"] = (
            f"{SENDER} <{self.sender}>",
            letter.address,
            f"{SENDER}：{letter.subject}",
            letter.at,
        )
        mail["Message-ID"] = f"<{self.city}.{letter.name}@{self.sender.partition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: who is away does not answer
        mail.set_content("\n\n".join([letter.text, self._ending(mail, letter)]) + "\n", cte="base64")  # so that every server can pass it on
        return mail

    def _ending(self, mail: EmailMessage, letter: Letter) -> str:
        if letter.kind is None:
            return self.links.confirm(letter.mailbox_id, letter.version)
        link = self.links.unsubscribe(letter.mailbox_id, letter.kind)
        mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"] = f"<{link}>", "List-Unsubscribe=One-Click"
        return f"-- \n不再接收此类邮件 No more mail of this kind:\n{link}"
