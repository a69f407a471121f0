"""Tokens: an issuer's are taken, every forgery of RFC 8725 is refused; keys are fetched seldom and forgotten in time."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from schema import tokens
from schema.key_sets import IssuerUnavailableError, KeySet, LocalKeys, RemoteKeys, public_jwk
from schema.tokens import AUDIENCE, LEEWAY, InvalidTokenError, Issuer, Verifier
from tests.key_server import DISCOVERY, KeyServer, key_server

KEY, OTHER, RSA = generate_private_key(SECP256R1()), generate_private_key(SECP256R1()), generate_rsa_key(65537, 2048)
JWK, OTHER_JWK = public_jwk(KEY.public_key()), public_jwk(OTHER.public_key())
RSA_JWK: dict[str, Any] = RSAAlgorithm.to_jwk(RSA.public_key(), as_dict=True) | {"kid": "rsa"}
VERIFIER = Verifier("us", LocalKeys(KeySet([JWK, RSA_JWK])))
NOW = datetime.now(UTC).replace(microsecond=0)
CLAIMS: dict[str, Any] = {
    "iss": "us",
    "aud": AUDIENCE,
    "sub": "P1",
    "iat": NOW,
    "nbf": NOW,
    "exp": NOW + timedelta(hours=2),
}  # the tests run long after they are collected
HEADERS = {"typ": "at+jwt", "kid": JWK["kid"]}
NEVER = 3600.0  # a cooldown that no test lives to see end


def _signed(claims: dict[str, Any], key: Any = KEY, algorithm: str = "ES256", headers: dict[str, Any] = HEADERS) -> str:
    return jwt.encode(claims, key, algorithm, headers=headers)


def _by(key: Any, name: str, issuer: str = "us") -> str:
    return _signed(CLAIMS | {"iss": issuer}, key, headers=HEADERS | {"kid": name})


def _without(name: str) -> str:
    return _signed({claim: value for claim, value in CLAIMS.items() if claim != name})


def _text(extra: str = "", **changed: Any) -> str:
    """The claims as JSON text, so that it can say what no library writes."""
    plain = {name: int(value.timestamp()) if isinstance(value, datetime) else value for name, value in (CLAIMS | changed).items()}
    return json.dumps(plain)[:-1] + extra + "}"


def _raw(payload: str, header: str = "", key: Any = KEY) -> str:
    parts = [_encoded(text.encode()) for text in (header or json.dumps(HEADERS | {"alg": "ES256"}), payload)]
    return b".".join([*parts, _encoded(jwt.get_algorithm_by_name("ES256").sign(b".".join(parts), key))]).decode()


def _hs256(secret: bytes) -> str:
    """The classic confusion: our public key taken as an HMAC secret."""
    parts = [_encoded(json.dumps(HEADERS | {"alg": "HS256"}).encode()), _encoded(_text().encode())]
    return b".".join([*parts, _encoded(hmac.digest(secret, b".".join(parts), hashlib.sha256))]).decode()


def _encoded(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")


def _pem(key: Any) -> bytes:
    encoded: bytes = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return encoded


FORGED = {
    "unsigned": _signed(CLAIMS, None, "none"),
    "signature cut off": _signed(CLAIMS).rpartition(".")[0] + ".",
    "another key": _signed(CLAIMS, OTHER),
    "public key as secret": _hs256(_pem(KEY)),
    "public RSA key as secret": _hs256(_pem(RSA)),
    "published key as secret": _hs256(json.dumps(JWK).encode()),
    "another key's name": _by(KEY, "rsa"),
    "another algorithm of the key's type": _signed(CLAIMS, RSA, "PS256", headers=HEADERS | {"kid": "rsa"}),
    "unknown key": _by(OTHER, "unknown"),
    "no key name where there are two": _signed(CLAIMS, headers={"typ": "at+jwt"}),
    "key name is no text": _raw(_text(), '{"alg": "ES256", "typ": "at+jwt", "kid": 5}'),
    "key in the header": _signed(CLAIMS, OTHER, headers=HEADERS | {"jwk": OTHER_JWK}),
    "address of a key in the header": _signed(CLAIMS, OTHER, headers=HEADERS | {"jku": "file:///key", "x5u": "file:///key"}),
    "path as key name": _by(OTHER, "../../key"),
    "critical extension": _raw(_text(), json.dumps(HEADERS | {"alg": "ES256", "crit": ["b64"], "b64": True})),
    "another issuer": _signed(CLAIMS | {"iss": "them"}),
    "another audience": _signed(CLAIMS | {"aud": "them"}),
    "expired": _signed(CLAIMS | {"iat": NOW - timedelta(minutes=9), "nbf": NOW - timedelta(minutes=9), "exp": NOW - timedelta(seconds=40)}),
    "not yet": _signed(CLAIMS | {"nbf": NOW + timedelta(hours=1)}),
    "issued in the future": _signed(CLAIMS | {"iat": NOW + timedelta(hours=1)}),
    "lives too long": _signed(CLAIMS | {"exp": NOW + timedelta(hours=13)}),
    "time as text": _raw(_text(exp=str(int(NOW.timestamp()) + 300))),
    "time without end": _raw(_text(exp=float("inf"))),
    "audience twice": _raw(_text(f', "aud": "{AUDIENCE}"', aud="them")),
    "person twice": _raw(_text(', "sub": "P2"')),
    "key name twice": _raw(_text(), json.dumps(HEADERS | {"alg": "ES256"})[:-1] + f', "kid": "{JWK["kid"]}"}}'),
    "claims are a list": _raw("[]"),
    "claims nested without end": _raw("[" * 1500),
    "person is a number": _raw(_text(sub=1)),
    "person is a sentence": _signed(CLAIMS | {"sub": "P1' OR true"}),
    "identity token": Issuer("us", KEY).identity_token("P1", timedelta(minutes=1), AUDIENCE, None),
    "no type": _raw(_text(), json.dumps({"alg": "ES256", "kid": JWK["kid"]})),
    "100 KB": _signed(CLAIMS | {"sub": "P" * 100_000}),
    "100 KB beside": _signed(CLAIMS | {"more": "P" * 100_000}),
    "no token": "abc",
    "empty": "",
} | {f"without {claim}": _without(claim) for claim in ("iss", "aud", "sub", "iat", "exp")}


def _number(verifier: Verifier, *tokens: str) -> str:
    """Who the tokens name, all checked at once."""

    async def check() -> list[str]:
        return await asyncio.gather(*(verifier.number(token) for token in tokens))

    return asyncio.run(check())[0]


@pytest.mark.parametrize("forgery", FORGED)
def test_forged_token_is_refused(forgery: str) -> None:
    with pytest.raises(InvalidTokenError):
        _number(VERIFIER, FORGED[forgery])


SOUND = {
    "plain": _signed(CLAIMS),
    "as raw text": _raw(_text()),
    "RSA": _signed(CLAIMS, RSA, "RS256", headers=HEADERS | {"kid": "rsa"}),
    "without nbf": _without("nbf"),
    "several audiences": _signed(CLAIMS | {"aud": ["them", AUDIENCE]}),
    "media type in full": _signed(CLAIMS, headers=HEADERS | {"typ": "application/AT+JWT"}),
}


@pytest.mark.parametrize("token", SOUND)
def test_sound_token_names_the_person(token: str) -> None:
    assert _number(VERIFIER, SOUND[token]) == "P1"


def test_clocks_may_be_some_seconds_apart() -> None:
    now = datetime.now(UTC)
    claims = CLAIMS | {"iat": now - timedelta(minutes=5), "nbf": now - timedelta(minutes=5), "exp": now - timedelta(seconds=1)}
    assert _number(VERIFIER, _signed(claims)) == "P1"


def test_own_token_names_the_person() -> None:
    assert _number(VERIFIER, Issuer("us", KEY).token("P000001", timedelta(minutes=1))) == "P000001"


def test_only_key_needs_no_name() -> None:
    assert _number(Verifier("us", LocalKeys(KeySet([JWK]))), _signed(CLAIMS, headers={"typ": "at+jwt"})) == "P1"


def test_unfit_keys_are_passed_over() -> None:
    small = RSAAlgorithm.to_jwk(generate_rsa_key(65537, 1024).public_key(), as_dict=True)
    curve = ECAlgorithm.to_jwk(generate_private_key(SECP384R1()).public_key(), as_dict=True)
    private = ECAlgorithm.to_jwk(OTHER, as_dict=True)
    secret = {"kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"}
    unfit = [small, curve, private, secret, JWK | {"use": "enc"}, RSA_JWK | {"alg": "PS256"}, {"kty": "RSA"}, {}, "key", None]
    assert KeySet(unfit).keys == []


@pytest.fixture
def issuer() -> Iterator[KeyServer]:
    with key_server(JWK) as server:
        yield server


def _remote(issuer: KeyServer, cooldown: float = 0.0, stale: float = NEVER) -> Verifier:
    return Verifier(issuer.address, RemoteKeys(issuer.address, cooldown=cooldown, stale=stale))


def test_keys_of_an_issuer_are_fetched_once(issuer: KeyServer) -> None:
    verifier = _remote(issuer, cooldown=NEVER)
    assert _number(verifier, *[_by(KEY, JWK["kid"], issuer.address)] * 50) == "P1"
    assert issuer.asked == [DISCOVERY, "/keys"]


def test_flood_of_unknown_keys_makes_no_flood_of_requests(issuer: KeyServer) -> None:
    verifier = _remote(issuer, cooldown=NEVER)
    for key in range(200):
        with pytest.raises(InvalidTokenError):
            _number(verifier, _by(OTHER, f"made-up-{key}", issuer.address))
    assert issuer.asked == [DISCOVERY, "/keys"]
    assert _number(verifier, _by(KEY, JWK["kid"], issuer.address)) == "P1"


def test_new_key_counts_and_removed_key_does_not(issuer: KeyServer) -> None:
    verifier, old, new = _remote(issuer), _by(KEY, JWK["kid"], issuer.address), _by(OTHER, OTHER_JWK["kid"], issuer.address)
    assert _number(verifier, old) == "P1"
    issuer.keys = [OTHER_JWK]
    assert _number(verifier, new) == "P1"
    with pytest.raises(InvalidTokenError):
        _number(verifier, old)


def test_token_that_was_taken_ends_at_its_time() -> None:
    seconds = [NOW.timestamp()]
    verifier, token = Verifier("us", LocalKeys(KeySet([JWK, RSA_JWK])), now=lambda: seconds[0]), _signed(CLAIMS)
    for seconds[0] in (NOW.timestamp(), CLAIMS["exp"].timestamp() + LEEWAY - 1):
        assert _number(verifier, token) == "P1"
    seconds[0] += 1
    with pytest.raises(InvalidTokenError, match="expired"):
        _number(verifier, token)


def test_key_that_takes_the_name_of_another_does_not_take_its_tokens(issuer: KeyServer) -> None:
    verifier, old = _remote(issuer), _by(KEY, JWK["kid"], issuer.address)
    assert _number(verifier, old) == "P1"
    issuer.keys = [OTHER_JWK | {"kid": JWK["kid"]}]
    with pytest.raises(InvalidTokenError):  # a name that is not known here makes it look for keys again
        _number(verifier, _by(OTHER, "unknown", issuer.address))
    with pytest.raises(InvalidTokenError):
        _number(verifier, old)
    assert _number(verifier, _by(OTHER, JWK["kid"], issuer.address)) == "P1"


def test_refused_token_is_refused_again_and_changes_nothing_for_others() -> None:
    verifier, sound = Verifier("us", LocalKeys(KeySet([JWK, RSA_JWK]))), SOUND["plain"]
    for _ in range(2):
        assert _number(verifier, sound) == "P1"
        for forged in (sound[:-8] + _signed(CLAIMS, OTHER)[-8:], FORGED["not yet"], FORGED["expired"], FORGED["another key"]):
            with pytest.raises(InvalidTokenError):
                _number(verifier, forged)


def test_no_more_tokens_are_remembered_than_a_limit_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST_SEEN", 3)
    verifier = Verifier("us", LocalKeys(KeySet([JWK, RSA_JWK])))
    for person in ("P1", "P2", "P3", "P4", "P5", "P1"):
        assert _number(verifier, _signed(CLAIMS | {"sub": person})) == person
    assert len(verifier._seen) == 3


def test_removed_key_is_forgotten_in_the_background(issuer: KeyServer) -> None:
    keys, old = RemoteKeys(issuer.address, fresh=0.0, cooldown=0.0), _by(KEY, JWK["kid"], issuer.address)
    verifier = Verifier(issuer.address, keys)

    async def ask_for_ever() -> None:
        while True:
            assert await verifier.number(old) == "P1"
            await asyncio.sleep(0)
            issuer.keys = [OTHER_JWK]

    async def ask_until_refused() -> None:
        background = asyncio.create_task(keys.keep_fresh())
        with pytest.raises(InvalidTokenError):
            await asyncio.wait_for(ask_for_ever(), 60)
        background.cancel()

    asyncio.run(ask_until_refused())


def test_absent_issuer_locks_out_only_unknown_keys(issuer: KeyServer) -> None:
    verifier, known = _remote(issuer), _by(KEY, JWK["kid"], issuer.address)
    assert _number(verifier, known) == "P1"
    issuer.is_away = True
    with pytest.raises(IssuerUnavailableError):
        _number(verifier, _by(OTHER, OTHER_JWK["kid"], issuer.address))
    assert _number(verifier, known) == "P1"


def test_keys_are_forgotten_when_the_issuer_stays_away(issuer: KeyServer) -> None:
    verifier, known = _remote(issuer, stale=0.0), _by(KEY, JWK["kid"], issuer.address)
    assert _number(verifier, known) == "P1"
    issuer.is_away = True
    for token in (_by(OTHER, OTHER_JWK["kid"], issuer.address), known):
        with pytest.raises(IssuerUnavailableError):
            _number(verifier, token)


@pytest.mark.parametrize("document", [{"issuer": "https://them.example"}, {"jwks_uri": "http://0.0.0.0:{port}/keys"}, {"jwks_uri": None}])
def test_discovery_document_of_another_issuer_does_not_count(issuer: KeyServer, document: dict[str, Any]) -> None:
    port = issuer.address.rpartition(":")[2]
    issuer.discovery = {name: value and value.replace("{port}", port) for name, value in document.items()}
    with pytest.raises(IssuerUnavailableError):
        _number(_remote(issuer), _by(KEY, JWK["kid"], issuer.address))
    assert issuer.asked == [DISCOVERY]


def test_given_address_of_the_keys_needs_no_discovery(issuer: KeyServer) -> None:
    assert _number(Verifier("us", RemoteKeys("us", f"{issuer.address}/keys")), _signed(CLAIMS)) == "P1"
    assert issuer.asked == ["/keys"]


def test_empty_key_set_does_not_replace_the_keys(issuer: KeyServer) -> None:
    verifier, known = _remote(issuer), _by(KEY, JWK["kid"], issuer.address)
    assert _number(verifier, known) == "P1"
    issuer.keys = []
    with pytest.raises(IssuerUnavailableError):
        _number(verifier, _by(OTHER, "unknown", issuer.address))
    assert _number(verifier, known) == "P1"
