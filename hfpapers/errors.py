"""Every error that the project raises, in one tree.

An error carries what happened as attributes and builds its one-line message from
them; the message names the thing and, where there is one, the mend. `exit_code` is
what a command ends with when the error reaches it.
"""

from __future__ import annotations

from datetime import date


class HfpapersError(Exception):
    """Something that a user should read in one line."""

    exit_code = 1


class ConfigError(HfpapersError):
    """A setting that cannot be used: `name` is where it was read, `problem` what is wrong and how to mend it."""

    exit_code = 2

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name
        self.problem = problem


class InvalidIdError(HfpapersError, ValueError):
    """Text that is no arXiv identifier."""

    def __init__(self, text: str, problem: str) -> None:
        super().__init__(f"{text[:80]!r} is not an arXiv id: {problem}")
        self.text = text
        self.problem = problem


class InvalidPeriodError(HfpapersError, ValueError):
    """Text that is no day, week, month or year, or a period that cannot be."""

    exit_code = 2

    def __init__(self, text: str, problem: str) -> None:
        super().__init__(f"{text[:80]!r}: {problem}")
        self.text = text
        self.problem = problem


class BodyError(HfpapersError):
    """A body that was served but does not hold what was asked for."""

    def __init__(self, url: str, detail: str) -> None:
        super().__init__(f"{url}: {detail}")
        self.url = url
        self.detail = detail


class ParseError(BodyError):
    """The body is not what was promised; asking again will not help, a mended parser may."""


class OtherDayError(ParseError):
    """The body is a day's list, but of another day than the one asked for.

    Attributes:
        named: The day that it names.
        prev_day, next_day: Its neighbours with lists, where the body tells them.
    """

    def __init__(
        self, url: str, detail: str, *, named: date, prev_day: date | None = None, next_day: date | None = None
    ) -> None:
        super().__init__(url, detail)
        self.named = named
        self.prev_day = prev_day
        self.next_day = next_day

    def skips(self, day: date) -> bool:
        """Tell whether the body says that a day has no list: it lies between two neighbours that have one."""
        before = self.prev_day is not None and self.prev_day < day < self.named
        after = self.next_day is not None and self.named < day < self.next_day
        return before or after


class TransientBodyError(BodyError):
    """The body says "later": a challenge, a throttling page, an empty answer. Asking again may help."""


class StoreError(HfpapersError):
    """The database could not do what was asked; the transaction was rolled back."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


class DatabaseVersionError(ConfigError):
    """The database is newer or older than this program can use."""


class ArchiveBusyError(HfpapersError):
    """Another program is writing to the archive; `holder` says which, as far as it is known."""

    def __init__(self, where: str, holder: str) -> None:
        super().__init__(f"{where}: {holder} is writing to this archive; try again when it is done")
        self.where = where
        self.holder = holder


class RawError(HfpapersError):
    """A raw body that is not held, or a WARC file that cannot be read or written."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


class DayUnavailableError(HfpapersError):
    """A day of which no digest can be made; `mend` is the command that helps."""

    def __init__(self, what: str, problem: str, mend: str) -> None:
        super().__init__(f"{what} {problem}; run: {mend}")
        self.what = what
        self.problem = problem
        self.mend = mend


class ForgetError(HfpapersError):
    """Nobody and nothing in the archive that could be forgotten is called so."""

    exit_code = 2

    def __init__(self, words: str) -> None:
        super().__init__(
            f"{words[:80]!r} is no arXiv id, no login of an account in the archive, and no name of an author in it; "
            "names must be written as the archive has them"
        )
        self.words = words


class EnrichmentError(HfpapersError):
    """What a language model was to be asked, and could not be: `problem` says why, and how to mend it."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


class AnswerShapeError(HfpapersError):
    """A model's answer that is not what was asked for: `detail` says where, for the model and for a report.

    `check` is the name of the verdict that stands for it.
    """

    check = "shape"

    def __init__(self, detail: str) -> None:
        super().__init__(f"the model's answer: {detail}")
        self.detail = detail


class DeliveryError(HfpapersError):
    """A channel that did not take what was sent; it may be tried again."""

    def __init__(self, channel: str, problem: str) -> None:
        super().__init__(f"channel {channel}: {problem}")
        self.channel = channel
        self.problem = problem


class ManifestError(HfpapersError):
    """A manifest that is not there, cannot be read, or is of something else."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem
