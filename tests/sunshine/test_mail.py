"""Mails of a served city: an address is confirmed by its link, a killed process loses none, one click ends them; and how a mail server is spoken to."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import aiosmtplib
import asyncpg
import httpx
import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from databases.connections import Databases
from databases.identifiers import IdentifierKeys
from schema.tokens import Issuer
from sunshine import keys as key_files
from sunshine.mail.server import MailServer
from sunshine.settings import Settings
from tests.mail_server import Taken, mail_server
from tests.served import NO_TLS, PATIENCE, Server, environment, free_port, run_cli, server, write_keys

ADDRESS = "giver@example.org"
MAILBOX = "mutation ($input: ChangeMailboxInput!) { changeMailbox(input: $input) { mailbox { id } userErrors { code } } }"
PLEDGE = "mutation ($input: PledgeInput!) { pledge(input: $input) { pledge { id } userErrors { code message } } }"
INBOX = "{ notices(first: 50, where: {kind: {eq: pledge_held}}) { totalCount } }"
NEEDS = """
SELECT need.id FROM need JOIN need_item AS item ON item.id = need_item_id
WHERE state = 'published' AND item.kind NOT IN ('money', 'tuition') AND needed_by > now() ORDER BY need.id
"""
GIVER = "SELECT number FROM donor JOIN person ON person.id = person_id ORDER BY donor.id LIMIT 1"
CONFIRMED = "SELECT count(*) FROM mailbox WHERE confirmed_at IS NOT NULL"
WAITING = "SELECT count(*) FROM outbox WHERE channel <> 'inbox'"
DUE_AT_ONCE = "UPDATE outbox SET due_at = now()"


@dataclass
class Place:
    """A city that is served again and again at one address, with its mail server."""

    databases: Databases
    env: dict[str, str]
    issuer: Issuer
    port: int
    taken: Taken
    keys_used: int = 0

    def serving(self) -> Any:
        return server(self.env, port=self.port)

    def truth(self, sql: str) -> list[asyncpg.Record]:
        async def fetch() -> list[asyncpg.Record]:
            async with self.databases.connection("forces") as connection:
                return await connection.fetch(sql)

        return asyncio.run(fetch())

    def ask(self, query: str, **input_: Any) -> Any:
        headers = {"authorization": f"Bearer {self.issuer.token(self.truth(GIVER)[0]['number'], timedelta(minutes=30))}"}
        body = {"query": query, "variables": {"input": input_} if input_ else {}}
        answer = httpx.post(f"{self.issuer.name}/graphql", json=body, headers=headers, timeout=PATIENCE, verify=NO_TLS).json()
        assert "errors" not in answer, answer["errors"]
        (found,) = answer["data"].values()
        assert not found.get("userErrors"), found
        return found

    def pledge(self) -> None:
        """The giver takes one of the next need, of which he is told."""
        need = self.truth(NEEDS)[self.keys_used]["id"]
        self.keys_used += 1
        self.ask(PLEDGE, needId=f"Need:{need}", quantity=1, idempotencyKey=f"mail-{self.keys_used}")

    def until(self, happened: Callable[[], Any]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < deadline
            time.sleep(0.1)  # polling until the relay has been there


@pytest.fixture(scope="module")
def place(quiet_city: Databases, keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home, port = tmp_path_factory.mktemp("home"), free_port()
    write_keys(home, keys)
    with mail_server() as taken:
        smtp = {"SUNSHINE_SMTP_HOST": "127.0.0.1", "SUNSHINE_SMTP_PORT": str(taken.port), "SUNSHINE_SMTP_TLS": "none"}
        env = environment(quiet_city, home) | smtp | {"SUNSHINE_MAIL_FROM": "notices@sunshine.example"}
        issuer = Issuer(f"http://127.0.0.1:{port}", key_files.load(home / "keys").token)
        yield Place(quiet_city, env, issuer, port, taken)


def link(mail: EmailMessage) -> str:
    (found,) = re.findall(r"http://\S+", mail.get_content())
    return str(found)


def kill(running: Server) -> None:
    """As a machine dies: the server and its workers, at once."""
    workers = Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children").read_text().split()
    for process in (running.process.pid, *map(int, workers)):
        os.kill(process, signal.SIGKILL)
    running.process.wait(timeout=PATIENCE)


def test_mails_come_after_the_address_was_confirmed_survive_a_kill_and_end_with_one_click(place: Place) -> None:
    taken = place.taken
    with place.serving() as running:
        place.ask(MAILBOX, email=ADDRESS)
        place.until(lambda: taken.mails)
        (asked,) = taken.mails
        assert (asked["To"], asked["List-Unsubscribe"]) == (ADDRESS, None)
        before = place.truth(CONFIRMED)
        page = httpx.get(link(asked), verify=NO_TLS)  # as programs do that look through mails
        assert (page.status_code, "<form" in page.text, page.headers["cache-control"]) == (200, True, "no-store")
        assert place.truth(CONFIRMED) == before
        assert httpx.post(link(asked), verify=NO_TLS).status_code == 200
        assert place.truth(CONFIRMED)[0][0] == before[0][0] + 1
        assert httpx.post(link(asked), verify=NO_TLS).status_code == 400  # it was for that version of the mailbox

        taken.gate.close()
        place.pledge()
        assert taken.gate.reached.wait(PATIENCE)
        kill(running)
        taken.gate.opened.set()
    with place.serving() as running:
        place.truth(DUE_AT_ONCE)  # rather than in a minute
        place.until(lambda: place.truth(WAITING)[0][0] == 0)
        assert len({mail["Message-ID"] for mail in taken.mails[1:]}) == 1
        assert place.ask(INBOX)["totalCount"] == 1

        count = len(taken.mails)
        taken.gate.close()
        place.pledge()
        assert taken.gate.reached.wait(PATIENCE)
        running.process.terminate()
        time.sleep(0.5)  # it is told to end while the mail is under way
        taken.gate.opened.set()
        running.process.wait(timeout=PATIENCE)
        assert (len(taken.mails), place.truth(WAITING)[0][0]) == (count + 1, 0)
    with place.serving():
        mail = taken.mails[-1]
        one_click = mail["List-Unsubscribe"].strip("<>")
        assert one_click == link(mail)
        assert httpx.get(one_click, verify=NO_TLS).status_code == 200
        assert httpx.post(one_click[:-4] + "AAAA", verify=NO_TLS).status_code == 400
        assert httpx.post(one_click, data={"List-Unsubscribe": "One-Click"}, verify=NO_TLS).status_code == 200
        place.pledge()
        place.until(lambda: place.ask(INBOX)["totalCount"] == 3)
        place.until(lambda: place.truth(WAITING)[0][0] == 0)
        assert len(taken.mails) == count + 1


def test_operator_sees_what_was_given_up_and_lets_it_be_tried_again(place: Place) -> None:
    giving_up = "INSERT INTO outbox (channel, subject_id, due_at, attempts, failure) VALUES ('mail', 9999999, now(), 12, 'SMTPConnectError')"
    place.truth(giving_up)
    told = run_cli("outbox", env=place.env).stdout
    assert "mail: 0 waiting, 1 given up" in told
    assert "mail 9999999: SMTPConnectError" in told
    metrics = free_port()
    with server(place.env | {"SUNSHINE_METRICS_PORT": str(metrics)}, port=place.port):
        given_up = 'sunshine_outbox{channel="mail",state="given_up"} 1.0'
        place.until(lambda: given_up in httpx.get(f"http://127.0.0.1:{metrics}/metrics", verify=NO_TLS).text)
        assert run_cli("outbox", "retry", env=place.env).stdout == "1 messages are tried again\n"
        place.until(lambda: place.truth(WAITING)[0][0] == 0)  # there is no such notice, so nothing is to be mailed of it


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine that vouches for itself, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now, names = datetime.now(UTC), x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(names, False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "cert.pem", folder / "key.pem"


def test_mail_server_is_spoken_to_over_tls_with_a_login(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    logins: list[Any] = []

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, login: LoginPassword) -> AuthResult:
        logins.append(login)
        return AuthResult(success=login == LoginPassword(b"city", b"secret"))

    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "notices@sunshine.example", ADDRESS, "阳光帮扶"
    with mail_server(tls_context=context, require_starttls=True, authenticator=authenticate, auth_required=True) as taken:
        chosen = Settings(smtp_host="127.0.0.1", smtp_port=taken.port, mail_from="notices@sunshine.example", smtp_user="city", smtp_password="secret")
        with pytest.raises(ssl.SSLCertVerificationError):  # nobody vouches for it
            asyncio.run(MailServer(chosen).send(mail))
        asyncio.run(MailServer(chosen.model_copy(update={"smtp_ca": cert})).send(mail))
        assert [taken_mail["Subject"] for taken_mail in taken.mails] == ["阳光帮扶"]
    assert logins == [LoginPassword(b"city", b"secret")]


def test_mail_is_not_sent_in_the_open_where_tls_is_meant() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "notices@sunshine.example", ADDRESS
    with mail_server() as taken:
        with pytest.raises(aiosmtplib.SMTPException):
            asyncio.run(MailServer(Settings(smtp_host="127.0.0.1", smtp_port=taken.port, mail_from="notices@sunshine.example")).send(mail))
        assert taken.mails == []
