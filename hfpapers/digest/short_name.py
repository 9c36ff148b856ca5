"""The short name that a title gives its paper: a title in, a name such as `QLoRA` out, or None. Pure.

A name is looked for in other papers, so it must not be an ordinary word: `Whisper` would be found in papers that
whisper. Rather none than one that is met by chance.
"""

from __future__ import annotations

import re

#: Parts a name from what it stands for; a blank must follow, as in `QLoRA: Efficient Finetuning`.
_SEPARATOR = re.compile(r":\s|\s[\u2013\u2014-]\s")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_/\u2013-]*[A-Za-z0-9+]")
_PARTS = re.compile(r"[-_/.\u2013]")
_INNER_CAPITAL = re.compile(r"[a-z0-9][A-Z]|[A-Z]{2}[a-z]")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]*[A-Z]s?")
_LETTERS_THEN_DIGITS = re.compile(r"[A-Za-z]*[A-Z][A-Za-z]*-?\d+(?:\.\d+)*[A-Za-z]*")
_SHORTEST = 3

#: Words that PostgreSQL leaves out of its search index: a name in capitals that is one of them is never found.
_STOP_WORDS = frozenset(
    """
    about above after again against been before being below between both does doing down during each from further have
    having here hers herself himself into itself just more most myself once only other ours ourselves over same should
    some such than that their theirs them themselves then there these they this those through under until very were what
    when where which while whom will with your yours yourself yourselves
    """.split()  # noqa: SIM905 - as below
)
#: What looks like a name and is a word of the field, or a thing that many papers speak of.
_KNOWN = _STOP_WORDS | frozenset(
    """
    2d 3d 4d 5g 6g a100 agi ai aigc api asr bert blip cad chatgpt cli clip cnn cot covid-19 cpu css cvpr dit diy dpo
    emnlp faq fid flop flops gan gans gdpr gemini github gnn gpt gpt-2 gpt-3 gpt-3.5 gpt-4 gpt-4o gpt-4v gpt-5 gpu
    grpo gui guis h100 hci html huggingface iclr icml imagenet iot json kan kl kv latex llm llms lmm lmms lora mamba
    mcp mcts ml mllm mllms mlp mmlu mnist moe moes nerf neurips nlg nlp nlu nmt ocr ode openai pde pdf ppo qa rag rgb
    rgb-d rl rlaif rlhf rlvr rnn rnns sam sdxl sft sgd slam slm slms sota sql ssm ssms stem sut t2i t2v tpu tts u-net
    ui unet url us vae vaes vit vits vla vlm vlms vqa vr xr
    """.split()  # noqa: SIM905 - a hundred quoted words read worse
)


def short_name(title: str | None) -> str | None:
    """Tell a paper's name from the beginning of its title.

    It is one word before a colon or a dash, spelled as no ordinary word is: with a capital after its beginning
    (`QLoRA`, `LLaMA-2`), all in capitals and no term of the field (`POGEMA`, but not `RLHF`), or with a number
    (`Qwen2.5`). A lone capitalised word (`Orca: ...`, `Video: ...`) is none.
    """
    head, *rest = _SEPARATOR.split(title or "", maxsplit=1)
    name = head.strip()
    if not rest or len(name) < _SHORTEST or _NAME.fullmatch(name) is None or name.casefold() in _KNOWN:
        return None
    is_numbered = _LETTERS_THEN_DIGITS.fullmatch(name) is not None
    return name if is_numbered or any(map(_is_coined, _PARTS.split(name))) else None


def _is_coined(part: str) -> bool:
    """Tell whether a word is spelled as no ordinary word is."""
    if len(part) < _SHORTEST or part.casefold() in _KNOWN:
        return False
    if _ACRONYM.fullmatch(part):
        return len(part) > _SHORTEST
    return _INNER_CAPITAL.search(part) is not None or _LETTERS_THEN_DIGITS.fullmatch(part) is not None
