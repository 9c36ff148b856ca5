"""What came of asking language models for the papers of a digest: the answers held of each paper in, counts out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from hfpapers.digest.answers import Answers, Lack
from hfpapers.digest.model import Generated
from hfpapers.digest.text import clean_text


def build_generated(answers: Collection[Sequence[Answers]], language: str) -> Generated | None:
    """Count what is held, and gather who wrote what is shown.

    Args:
        answers: For each paper for which an answer was looked for, what is held of each kind; the kinds in the same
            order for all, the one that papers are counted by first.
        language: What was asked for, as a language tag.

    Returns:
        None where none was looked for.
    """
    if not answers:
        return None
    firsts = [of_paper[0] for of_paper in answers]
    lacks = Counter(first.lack for first in firsts)
    refusals = Counter(check for first in firsts if first.lack is Lack.REFUSED for check in first.checks)
    written = [one.outcome for of_paper in answers for one in of_paper if one.answer is not None and one.outcome]
    moments = sorted(view.written_at for view in written)
    return Generated(
        kinds=tuple(one.kind for one in next(iter(answers))),
        language=language,
        accepted=lacks[None],
        refused=lacks[Lack.REFUSED],
        failed=lacks[Lack.FAILED],
        absent=lacks[Lack.ABSENT] + lacks[Lack.STALE],
        refusals=tuple(sorted(refusals.items(), key=lambda item: (-item[1], item[0]))),
        models=tuple(sorted({clean_text(view.key.model) for view in written})),
        prompt_versions=tuple(sorted({clean_text(view.key.prompt_version) for view in written})),
        sources=tuple(sorted({view.source for view in written})),
        written_since=moments[0] if moments else None,
        written_until=moments[-1] if moments else None,
    )
