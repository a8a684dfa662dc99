"""A short-lived token that an app signs for itself, as the stores of apps want it (RFC 7515, 7518)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bot.errors import WrongCredential
from bot.texts import sources as texts


def signed(claims: Mapping[str, object], *, key: str, where: str, key_id: str = "") -> str:
    """The token, signed with a private key in PEM: ES256 for one on P-256, RS256 for RSA.

    Raises:
        WrongCredential: this is no such key.
    """
    try:
        private = load_pem_private_key(key.encode(), password=None)
    except (ValueError, TypeError) as wrong:
        raise WrongCredential(where=where, what=texts.no_key(), remedy=texts.whole_key()) from wrong
    kind = "ES256" if isinstance(private, ec.EllipticCurvePrivateKey) else "RS256"
    head = {"alg": kind, "typ": "JWT", **({"kid": key_id} if key_id else {})}
    said = f"{_part(json.dumps(head).encode())}.{_part(json.dumps(claims).encode())}"
    if isinstance(private, ec.EllipticCurvePrivateKey) and private.curve.name == "secp256r1":
        one, other = decode_dss_signature(private.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{said}.{_part(one.to_bytes(32, 'big') + other.to_bytes(32, 'big'))}"
    if isinstance(private, rsa.RSAPrivateKey):
        return f"{said}.{_part(private.sign(said.encode(), padding.PKCS1v15(), hashes.SHA256()))}"
    raise WrongCredential(where=where, what=texts.no_key(), remedy=texts.whole_key())


def _part(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
