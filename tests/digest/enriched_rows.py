"""Invented papers with what came of asking a model for each: an accepted answer, a refused, stale, failed, absent one.

`ENRICHED` is a day and, with the days that `week_rows` gives them, a week; `enriched_material` holds the answers in a
language. Nothing here is anybody's text.
"""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hfpapers.digest.material import Material
from hfpapers.model.enrichment import EnrichmentKind, EnrichmentView, Roundup, Score, Speedread, Term, Translation
from hfpapers.model.kinds import LinkKind
from hfpapers.model.paper_history import VoteView
from hfpapers.model.periods import Period
from hfpapers.model.views import LinkView, ListingView
from tests.digest.outcomes import material, outcome, refused, stale
from tests.digest.rows import DAY, SEEN, keywords, listing

TIDES = listing(
    "2404.03001",
    title="Tide Tables for Gradients: Predicting When a Language Model Will Stop Learning",
    abstract=(
        "Training runs are stopped by habit. We introduce Tide Tables, a method that predicts from the first 5% of a"
        " run when further training of a language model will no longer pay. It reads only the gradient noise of eight"
        " layers and adds 0.3% to the cost of a step. On 40 runs of models from 125M to 7B parameters, the predicted"
        " end is within 2.1% of the best one, where extrapolating the loss errs by 11.4%. Stopping by it saves 23% of"
        " the compute without loss on any of nine benchmarks. Code and all logs are available at our project page."
    ),
    upvotes=83,
    organization="Example Institute of Oceanography",
    primary_category="cs.LG",
    categories=("cs.LG", "cs.CL"),
    code_url="https://github.com/example/tide-tables",
    project_url="https://tide-tables.github.io/",
    links=(
        LinkView(kind=LinkKind.CODE, url="https://github.com/example/tide-tables"),
        LinkView(kind=LinkKind.PROJECT, url="https://tide-tables.github.io/"),
    ),
    keywords=keywords("gradient noise", "early stopping"),
    ai_summary="A predictor reads gradient noise and tells early when training will stop paying.",
    ai_summary_model="an-example-model",
)
LANTERNS = listing(
    "2404.03002",
    position=2,
    title="Lantern: Proximal Policy Optimization with Rewards That Fade",
    abstract=(
        "Reward models grow stale while a policy is trained against them. We propose Lantern, which lets each reward"
        " fade with its age and asks for new labels where the light is low. Lantern needs 4,000 labels instead of"
        " 30,000 to reach the same win rate. It is stable over five seeds."
    ),
    upvotes=41,
    primary_category="cs.CL",
    categories=("cs.CL",),
    keywords=keywords("reward models", "PPO"),
)
KITES = listing(
    "2404.03003",
    position=3,
    title="Kites: Long-Range Attention on a String",
    abstract=(
        "Attention over long inputs is costly. We present Kites, a sparse attention that follows links between"
        " paragraphs. Reading 128k tokens takes 6.5 GB of memory. Kites matches full attention on four of five tasks."
    ),
    upvotes=29,
    version=2,
    primary_category="cs.CL",
    categories=("cs.CL",),
)
BELLS = listing(
    "2404.03004",
    position=4,
    title="Bells Without Towers: Audio Tokens from Vibration Alone",
    abstract=(
        "Microphones fail in storms. We build audio tokens from the vibration of solid bodies. In wind, word error rate"
        " falls from 38% to 17%."
    ),
    upvotes=17,
    primary_category="eess.AS",
    categories=("eess.AS", "cs.SD"),
)
QUILTS = listing(
    "2404.03005",
    position=5,
    title="Quilts: Stitching Small Vision Models into One That Sees More",
    abstract=(
        "Small vision models each see a part of the world. We introduce Quilts, a way of stitching frozen encoders"
        " together by learned seams of 2M parameters. The seams are trained in an hour on one card. A quilt of four"
        " encoders outperforms a single encoder of the same size by 3.4 points on average over 11 tasks. We find that"
        " encoders which disagree most help each other most."
    ),
    upvotes=12,
    organization="Example Weavers",
    primary_category="cs.CV",
    categories=("cs.CV",),
    keywords=keywords("vision encoders", "model stitching", "Model Stitching"),
    ai_summary="Frozen vision encoders are joined by small learned seams and see more than one large encoder.",
    ai_summary_model="an-example-model",
)
WELLS = listing(
    "2404.03006",
    position=6,
    title="How Deep Is the Well? Measuring What Retrieval Leaves Behind",
    abstract=(
        "Retrieval-augmented generation is judged by what it finds. However, what it leaves behind is seldom looked at."
        " We study what retrieval leaves behind in six collections, and propose a measure of it, the dry mark. The dry"
        " mark needs no labels. Across six collections, between 19% and 34% of the passages that answer a question are"
        " never retrieved. Larger indexes reduce this by less than two points. Our results suggest that retrieval"
        " should be measured by its dry mark as well."
    ),
    upvotes=8,
    primary_category="cs.IR",
    categories=("cs.IR",),
)
UNTOLD = listing("2404.03007", position=7, title="A Paper of Which Only the Title Is Known", abstract=None, upvotes=2)

ENRICHED: tuple[ListingView, ...] = (TIDES, LANTERNS, KITES, BELLS, QUILTS, WELLS, UNTOLD)

SPEEDREADS = {
    "en": Speedread(
        main_work=(
            "Tide Tables reads the gradient noise of eight layers during the first 5% of a training run and predicts"
            " from it when going on will no longer pay."
        ),
        highlights=(
            "On 40 runs the predicted end lies within 2.1% of the best one; extrapolating the loss errs by 11.4%.",
            "Stopping by it saves 23% of the compute, with no loss on nine benchmarks.",
        ),
        keywords=(Term(text="gradient noise"), Term(text="early stopping"), Term(text="language models")),
        usefulness=Score(value=4.5, reason="Cheap to add to any run: 0.3% of a step."),
        novelty=Score(value=3.5, reason="Gradient noise is known; reading the end of a run from it is new."),
        recommendation=Score(value=4.0, reason="Worth an afternoon for anybody who pays for training."),
    ),
    "zh": Speedread(
        main_work="Tide Tables只看训练最初5%的阶段：它读取八层的梯度噪声,据此预测语言模型何时不再值得继续训练。",
        highlights=(
            "在40次训练（125M至7B参数）中，预测的终点与最佳终点相差不超过2.1%,而外推损失的误差为11.4%。",
            "按预测停止训练可节省23%的算力，九项基准均无损失。",
        ),
        keywords=(
            Term(text="gradient noise", translation="梯度噪声"),
            Term(text="early stopping", translation="早停"),
            Term(text="language models", translation="语言模型"),
        ),
        usefulness=Score(value=4.5, reason="每步只多0.3%的开销，容易接入。"),
        novelty=Score(value=3.5, reason="梯度噪声并不新，用它判断训练终点是新的。"),
        recommendation=Score(value=4.0, reason="凡是自己付训练费用的人都值得一读。"),
    ),
}
ROUNDUPS = {
    "en": Roundup(
        headline="A gauge that tells early when training stops paying",
        paragraph=(
            "Training runs are stopped by habit. Tide Tables reads the gradient noise of eight layers in the first 5%"
            " of a run and predicts its best end: on 40 runs of models from 125M to 7B parameters it is off by 2.1%,"
            " where extrapolating the loss errs by 11.4%. Stopping there saves 23% of the compute."
        ),
    ),
    "zh": Roundup(
        headline="训练到何时该停？一种早早给出答案的方法",
        paragraph=(
            "训练往往凭习惯停止。Tide Tables在最初5%的训练中读取八层的梯度噪声，据此预测最佳终点：在40次训练（125M至7B"
            "参数）中误差为2.1%,而外推损失的误差为11.4%。按预测停止可节省23%的算力。"
        ),
    ),
}
TRANSLATION = Translation(
    title="梯度的潮汐表:预测语言模型何时停止学习",
    abstract="训练往往凭习惯停止。我们提出Tide Tables。",
)


WEEK = Period.of_week("2024-W14")


def week_rows() -> tuple[ListingView, ...]:
    """The same papers over a week, one of them on two days."""
    days = tuple(WEEK.days())
    placed = [replace(row, day=days[place % 5], position=1 + place // 5) for place, row in enumerate(ENRICHED)]
    return (*placed, replace(TIDES, day=days[3], position=9))


def enriched_material(kind: EnrichmentKind, lang: str, since: date = DAY) -> Material:
    """What came of asking for these papers, and looks at the votes of the first, which is listed on the day `since`."""
    answer = SPEEDREADS[lang] if kind is EnrichmentKind.SPEEDREAD else ROUNDUPS[lang]
    outcomes: list[EnrichmentView] = [
        outcome(TIDES, kind, answer, language=lang),
        refused(LANTERNS, kind, "glossary", language=lang, requests=2),
        stale(KITES, kind, answer, language=lang),
        outcome(BELLS, kind, language=lang, requests=2),
    ]
    if kind is EnrichmentKind.SPEEDREAD and lang == "zh":
        outcomes.append(outcome(TIDES, EnrichmentKind.TRANSLATION, TRANSLATION))
    return replace(material(*outcomes), votes={TIDES.arxiv_id: votes_of(replace(TIDES, day=since), 9, 45, 60, 70)})


def votes_of(row: ListingView, *upvotes: int) -> tuple[VoteView, ...]:
    """Looks at a paper's votes, every ten hours of its first days, and the latest."""
    begin = datetime(row.day.year, row.day.month, row.day.day, tzinfo=UTC)
    looks = [
        VoteView(observed_at=begin + timedelta(hours=10 * place), upvotes=number)
        for place, number in enumerate(upvotes, start=1)
    ]
    return (*looks, VoteView(observed_at=SEEN, upvotes=row.upvotes or 0))
