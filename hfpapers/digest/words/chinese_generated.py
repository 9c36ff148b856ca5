"""What is said in Chinese of text that language models wrote."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from hfpapers.digest.answers import Answers, Lack
from hfpapers.digest.model import Generated
from hfpapers.digest.typography import typeset
from hfpapers.digest.words.base import GeneratedWords
from hfpapers.digest.words.chinese_phrases import both
from hfpapers.digest.words.moments import dates
from hfpapers.model.kinds import EnrichmentKind, TextSource

_NOUNS = {
    EnrichmentKind.TRANSLATION: "译文",
    EnrichmentKind.SPEEDREAD: "速览",
    EnrichmentKind.ROUNDUP: "标题和简介",
    EnrichmentKind.REVIEW: "评述",
}
_SOURCES = {TextSource.ABSTRACT: "摘要", TextSource.FULLTEXT: "全文"}
_CHECKS = {
    "shape": "格式",
    "finish": "完整性",
    "ending": "句子完整",
    "language": "语言",
    "numbers": "数字",
    "names": "专名",
    "institutions": "机构名称",
    "glossary": "术语译法",
    "repetition": "内容重复",
    "length": "篇幅",
    "links": "链接",
    "markup": "纯文本",
    "refusal": "有效性",
    "about": "相关性",
}


class ChineseGenerated(GeneratedWords):
    """Chinese."""

    nothing_added = "hfpapers 没有添加任何由模型撰写的文字。"
    checks = _CHECKS

    def provenance(self, generated: Generated) -> tuple[str, ...]:
        """Say which model wrote what, when and from what, and what came of the checks."""
        asked = generated.accepted + generated.refused + generated.failed
        if not asked:
            return ()
        sentences = [_who(generated)] if generated.models else []
        outcomes = [_passed(generated.accepted, asked)] if generated.accepted else []
        if generated.refused:
            checks = "，".join(f"{self.check(name)} {number:,}" for name, number in generated.refusals)
            outcomes.append(f"{generated.refused:,} 篇未通过核对{f'（{checks}）' if checks else ''}")
        if generated.failed:
            outcomes.append(f"{generated.failed:,} 篇未得到可用的回答")
        if generated.absent:
            outcomes.append(f"另有 {generated.absent:,} 篇没有可用的{_NOUNS[generated.kinds[0]]}")
        if outcomes:
            subject = "" if generated.accepted else f"{_NOUNS[generated.kinds[0]]}："
            sentences.append(f"{subject}{'；'.join(outcomes)}。")
        if generated.accepted and EnrichmentKind.SPEEDREAD in generated.kinds:
            sentences.append("评分为模型意见，1 至 5 分。")
        return tuple(typeset(sentence, "zh") for sentence in sentences)

    def refusal(self, answers: Answers) -> str:
        """Say in a few words why an entry has no text by a model: `answers` has none."""
        noun = _NOUNS[answers.kind]
        match answers.lack:
            case Lack.REFUSED:
                by = "、".join(self.check(name) for name in answers.checks)
                return f"未能生成可靠的{noun}{f'（未通过核对：{by}）' if by else ''}。"
            case Lack.FAILED:
                return f"未能生成{noun}：模型没有给出可用的回答。"
            case Lack.STALE:
                return f"已有的{noun}依据论文的旧版本写成，不再显示。"
            case _:
                return f"这篇论文尚无{noun}。"

    def nobody_wrote(self, kind: EnrichmentKind, absent: int, shown: int) -> str:
        """Say above all entries that for so many of the papers shown no model was asked."""
        noun = _NOUNS[kind]
        if absent == shown:
            papers = "这篇论文尚无" if shown == 1 else f"这 {shown:,} 篇论文均无"
            return f"{papers}{noun}，以下为原文。"
        return f"{shown:,} 篇论文中有 {absent:,} 篇尚无{noun}，显示原文。"


def _passed(accepted: int, asked: int) -> str:
    if accepted < asked:
        return f"{asked:,} 篇中 {accepted:,} 篇通过"
    return f"{asked:,} 篇{'全部' if asked > 1 else ''}通过"


def _who(generated: Generated) -> str:
    nouns = both([_NOUNS[kind] for kind in generated.kinds]).replace(" 和 ", "和")
    sources = both([_SOURCES[source] for source in generated.sources]).replace(" 和 ", "和")
    details = "，".join(filter(None, (_prompts(generated), _when(generated))))
    return (
        f"{nouns}由 {both(generated.models)} 根据论文{sources}生成{f'（{details}）' if details else ''}，"
        "逐项核对无误后才会显示。"
    )


def _prompts(generated: Generated) -> str:
    return f"提示词版本 {both(generated.prompt_versions)}" if generated.prompt_versions else ""


def _when(generated: Generated) -> str:
    if generated.written_since is None or generated.written_until is None:
        return ""
    return f"写于 {' 至 '.join(dates(generated.written_since, generated.written_until))}"
