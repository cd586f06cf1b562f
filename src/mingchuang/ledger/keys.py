"""The log's key and folder. The key file's name part is the log's origin: one fact, one place."""

from pathlib import Path

from django.conf import settings

from mingchuang.ledger.folder import TileFolder
from mingchuang.ledger.notes import SigningKey, Verifier


def folder() -> TileFolder:
    """Return the folder that is served under ``/log/``."""
    return TileFolder(Path(settings.DATA) / "log")


def _path() -> Path:
    return Path(settings.DATA) / "keys" / "log"


def create(origin: str) -> SigningKey:
    """Make the log's key for ``origin`` unless there is one; returns the key in force."""
    if not _path().exists():
        _path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _path().touch(mode=0o600)
        _path().write_text(SigningKey.generate(origin).text() + "\n")
        public = Path(settings.DATA) / "log" / "key"
        public.parent.mkdir(parents=True, exist_ok=True)
        public.write_text(str(signing_key().verifier) + "\n")
    return signing_key()


def signing_key() -> SigningKey:
    """Return the signing key; only the sequencer calls this."""
    return SigningKey.parse(_path().read_text().strip())


def verifier() -> Verifier:
    """Return the public key that anyone checks the log with."""
    return Verifier.parse((Path(settings.DATA) / "log" / "key").read_text().strip())


def origin() -> str:
    """Return the name of the log."""
    return verifier().name
