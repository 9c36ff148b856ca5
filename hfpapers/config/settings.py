"""What the program was told: every setting, checked, in one frozen value. Nothing is read here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hfpapers.config.channels import Channel

#: What arXiv's terms of use ask for.
ARXIV_MIN_INTERVAL_SECONDS = 3.0

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the program was told.

    Attributes:
        home: Folder of the database, the WARC files and the journals.
        database_url: SQLAlchemy URL; SQLite at `hfpapers.db` in the home folder by default.
        hf_url, arxiv_url: Where upstream lives, without a slash at the end.
        oai_url: Where arXiv's OAI-PMH interface lives, without a slash at the end.
        arxiv_interval_seconds: Least time between two requests to arXiv, over all processes of the machine.
        retry_seconds: The first wait between tries; every wait that no response header dictates derives from it.
        max_tries: Tries in all for one request.
        hf_requests_per_window: Cap on requests to Hugging Face in a window; None is what `RateLimit-Policy` says.
        hf_token: Sent to the Hugging Face host only, over https or loopback only; never logged.
        timeout_seconds: Longest time that one download may take.
        max_body_bytes: Largest body accepted, after decompression.
        warc_file_bytes: A WARC file is closed and the next begun once it is this large.
        healthcheck_url: Called at the end of `nightly`, with `/fail` added where it failed; None calls nobody.
        llm_base_url: Of an OpenAI-compatible endpoint (`http://localhost:11434/v1`); None is OpenAI's own.
        llm_model: What it is to answer with; None where no model is configured.
        llm_api_key: Sent to the endpoint only, never logged; None for endpoints that ask for none.
        llm_concurrency: Requests under way at a time.
        llm_requests_per_minute: Cap on requests; None leaves it to the endpoint's 429.
        llm_timeout_seconds: Longest time that one answer may take.
        llm_context_tokens: What prompt and answer may have together, for one request.
        llm_output_tokens: What one answer may have.
        llm_input_price, llm_output_price: Of a million tokens, in `llm_currency`; None where costs are not counted.
        enrich_languages: Languages that `nightly` asks the model for; empty asks for nothing.
        enrich_kinds: Kinds of answers that `nightly` asks for; empty means all.
        enrich_from: What the model is told of a paper by `nightly`: `abstract` or `fulltext`.
        channels: Where digests are sent, in the order of the file.
    """

    home: Path
    database_url: str = field(repr=False)
    hf_url: str = "https://huggingface.co"
    arxiv_url: str = "https://export.arxiv.org"
    oai_url: str = "https://oaipmh.arxiv.org/oai"
    arxiv_interval_seconds: float = ARXIV_MIN_INTERVAL_SECONDS
    retry_seconds: float = 5.0
    max_tries: int = 5
    hf_requests_per_window: int | None = None
    hf_token: str | None = field(default=None, repr=False)
    timeout_seconds: float = 60.0
    max_body_bytes: int = 32 * _MIB
    warc_file_bytes: int = 256 * _MIB
    healthcheck_url: str | None = field(default=None, repr=False)
    llm_base_url: str | None = None
    llm_model: str | None = None
    llm_api_key: str | None = field(default=None, repr=False)
    llm_concurrency: int = 4
    llm_requests_per_minute: int | None = None
    llm_timeout_seconds: float = 120.0
    llm_context_tokens: int = 32_768
    llm_output_tokens: int = 4096
    llm_input_price: float | None = None
    llm_output_price: float | None = None
    llm_currency: str = "USD"
    enrich_languages: tuple[str, ...] = ()
    enrich_kinds: tuple[str, ...] = ()
    enrich_from: str = "abstract"
    channels: tuple[Channel, ...] = ()

    @property
    def warc_dir(self) -> Path:
        """Folder of the WARC files."""
        return self.home / "warc"
