"""The settings schema: every environment variable the product obeys, with its default and meaning.

``docs/configuration.md`` is generated from this class (``mingchuang check --settings-doc``),
and a test compares the two.
"""

from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Config(BaseSettings):
    """Values read from the environment; each variable is the field's name after ``MINGCHUANG_``."""

    model_config = SettingsConfigDict(env_prefix="MINGCHUANG_", env_ignore_empty=True)

    data: Path = Field(
        Path("var"),
        description="Folder of everything that is kept: database, files, log, keys, pages.",
    )
    database_url: str = Field(
        "",
        description="postgresql://user:password@host:port/name; empty: SQLite in the data folder.",
    )
    public_database_url: str = Field(
        "", description="The same for the public side, with a read-only user; empty: as above."
    )
    debug: bool = Field(
        False, description="Django's debug pages. Never on a machine that others reach."
    )
    hosts: list[str] = Field(["*"], description="Host names that are answered, as a JSON list.")
    trusted_origins: list[str] = Field(
        [], description="Origins from which forms are accepted behind a proxy, as a JSON list."
    )
    secure: bool = Field(
        False, description="Served by HTTPS only: cookies marked secure, HSTS sent."
    )
    origin: str = Field(
        "", description="Name of the public log, set once by setup: address prefix without scheme."
    )
    site_name: str = Field("明窗示范区", description="Name of the district, shown on every page.")
    site_code: str = Field(
        "9901010001",
        pattern=r"^(\d{10}|bm\d{8})$",
        description="Government site code (网站标识码): ten digits, or bm and eight; the default is fictional.",
    )
    sponsor: str = Field(
        "明窗示范区人民政府办公室", description="Who runs the site (主办单位), on every page."
    )
    contact: str = Field(
        "0500-8600 1100",
        description="Telephone of whoever runs the site (联系方式), on every page.",
    )
    icp_number: str = Field(
        "示ICP备99010100号-1", description="ICP备案号; the default is fictional."
    )
    police_number: str = Field(
        "示公网安备99010102000001号", description="公安机关备案号; the default is fictional."
    )
    organ_mark_url: str = Field(
        "https://biaoshi.example/9901010001",
        pattern=r"^https?://[^\s]+$",
        description="Address to which the mark of a party or government organ (党政机关网站标识) leads; the default is fictional.",
    )
    errors_url: str = Field(
        "https://zhaocuo.example/?site_code={site_code}",
        pattern=r"^https?://[^\s]+$",
        description="Where readers report errors of government sites (我为政府网站找错); {site_code} is replaced; the default is fictional.",
    )
    region: str = Field(
        "990101",
        pattern=r"^\d{6}$",
        description="Division code of the district (GB/T 2260), used in index numbers.",
    )
    behind_proxy: bool = Field(
        False,
        description="A web server of ours stands before it: take the reader's address from the last X-Forwarded-For.",
    )
    idle_minutes: int = Field(
        30, ge=1, description="Minutes without a request after which staff must sign in again."
    )
    sign_in_tries: int = Field(
        5, ge=1, description="Failed sign-ins of one account from one address before it is locked."
    )
    lock_minutes: int = Field(
        15, ge=1, description="Minutes an account stays locked for that address."
    )
    upload_mb: int = Field(20, ge=1, description="Largest attachment in MiB.")
    tick_seconds: float = Field(0.2, gt=0, description="How often the worker looks for new acts.")
    site_url: str = Field(
        "",
        pattern=r"^$|^https?://[^/\s]+/?$",
        description="Where readers and staff find the site, for links in mails; empty: https:// and the host of the log's origin.",
    )
    mail_url: str = Field(
        "",
        pattern=r"^$|^smtp(s|\+tls)?://[^\s]+$",
        description="smtp://user:password@host:port, smtps:// (TLS from the start) or smtp+tls:// (STARTTLS); empty: mails are written as files into mail/ of the data folder.",
    )
    mail_from: str = Field(
        "mingchuang@localhost", description="Sender of the mails to staff about what waits."
    )
    link_check: bool = Field(
        True,
        description="Look every night whether the addresses on other platforms, where units fulfil what they owe, still answer.",
    )
    log_json: bool = Field(True, description="Structured logs as JSON lines; false: coloured text.")

    def fictional(self) -> list[str]:
        """Return the variables of the footer that still have their fictional defaults."""
        names = (
            "site_name",
            "site_code",
            "sponsor",
            "contact",
            "icp_number",
            "police_number",
            "organ_mark_url",
            "errors_url",
        )
        fields = type(self).model_fields
        return [
            f"MINGCHUANG_{name.upper()}"
            for name in names
            if getattr(self, name) == fields[name].default
        ]

    @cached_property
    def folder(self) -> Path:
        """The data folder as an absolute path."""
        return self.data.expanduser().resolve()


def markdown() -> str:
    """Return ``docs/configuration.md``, generated from the fields above."""
    lines = [
        "# Configuration",
        "",
        "Generated from `mingchuang.project.config`. `PORT` (default 8000) and `MINGCHUANG_NOW`"
        " (an instant or `+seconds`, shifts the clock of every process) are obeyed as well;"
        " `MINGCHUANG_LANG` (`zh`, `en`) is the language of the program.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    for name, field in Config.model_fields.items():
        default = field.default if field.default not in ("", []) else "—"
        lines.append(f"| `MINGCHUANG_{name.upper()}` | `{default}` | {field.description} |")
    return "\n".join(lines) + "\n"
