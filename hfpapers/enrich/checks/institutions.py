"""Institutions that models like to name where the source does not: in Latin letters and in Chinese characters.

Data, and how to find them. In Chinese a name has no capitals to be told by, and in German every noun has one, so that
only a list can tell. Each line holds the forms of one institution; words of everyday use (苹果, Meta) are told apart by
what stands around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_LINES = """
Google|谷歌|グーグル|구글|Alphabet
DeepMind|深度思维
OpenAI|开放人工智能
Microsoft|微软|微軟|マイクロソフト
Meta AI|Facebook|脸书|FAIR
NVIDIA|英伟达|輝達
Apple|苹果公司|苹果团队|苹果研究
Amazon|亚马逊|AWS
Anthropic
IBM
Intel|英特尔
Adobe
Salesforce
Samsung|三星
Huawei|华为|華為|Noah's Ark
Alibaba|阿里巴巴|阿里云|达摩院|Tongyi
Tencent|腾讯|騰訊
Baidu|百度
ByteDance|字节跳动|豆包
Xiaomi|小米
Kuaishou|快手
Meituan|美团
JD.com|京东
SenseTime|商汤
Megvii|旷视
Zhipu|智谱
Moonshot AI|月之暗面
DeepSeek|深度求索
Baichuan|百川智能
MiniMax
StepFun|阶跃星辰
Shanghai AI Lab|Shanghai Artificial Intelligence Laboratory|上海人工智能实验室
BAAI|Beijing Academy of Artificial Intelligence|智源
Hugging Face|HuggingFace|抱抱脸
Stability AI
Mistral AI
Cohere
Databricks
EleutherAI
Allen Institute|AI2|Ai2|艾伦人工智能
Stanford|斯坦福
MIT|Massachusetts Institute of Technology|麻省理工
Berkeley|伯克利
Princeton|普林斯顿
Harvard|哈佛
Yale|耶鲁
Carnegie Mellon|CMU|卡内基梅隆|卡耐基梅隆
Cornell|康奈尔
Columbia University|哥伦比亚大学
University of Washington|华盛顿大学
Oxford|牛津
Cambridge|剑桥
ETH Zurich|ETH Zürich|苏黎世联邦理工
EPFL|洛桑联邦理工
Tsinghua|清华
Peking University|PKU|北京大学|北大
Fudan|复旦
Zhejiang University|浙江大学|浙大
Shanghai Jiao Tong|SJTU|上海交通大学|上海交大|上交大
Renmin University|人民大学
University of Science and Technology of China|USTC|中国科学技术大学|中科大
Chinese Academy of Sciences|中国科学院|中科院
Nanjing University|南京大学
Hong Kong University of Science and Technology|HKUST|香港科技大学|港科大
Chinese University of Hong Kong|CUHK|香港中文大学|港中文
University of Hong Kong|HKU|香港大学
National University of Singapore|NUS|新加坡国立大学
Nanyang|NTU|南洋理工
KAIST|韩国科学技术院
University of Tokyo|东京大学|東京大学
Inria
Max Planck|马克斯·普朗克|马普
"""
_LATIN = re.compile(r"[A-Za-z]")
#: Any institution in Chinese: at least two characters before what it is.
_HAN_INSTITUTION = re.compile("[\u4e00-\u9fff]{2,8}(?:大学|大學|研究院|研究所|实验室|實驗室|科学院)")
_SOURCE_INSTITUTION = re.compile(r"(?i)universit|institut|academ|college|school|\blab|research cent")
#: `大学` as a word of its own: 大学生, 大学数学 and the like.
_NO_INSTITUTION = re.compile(
    "(?:在|于|与|和|的|个|所|多|级|种|到|从|对|是|为|名|位|等|及|国际|大型|现有|不同|各)+(?:大学|研究|实验室)"
)


def list_foreign_institutions(text: str, source: str) -> list[str]:
    """List the institutions that a text names and the source does not, in no form."""
    found = [
        match for forms, pattern, own in _patterns() if (match := _first(pattern, text)) and not own.search(source)
    ]
    if _SOURCE_INSTITUTION.search(source) is None:
        found += [name for name in _han_institutions(text) if name not in source]
    return found


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (line, _pattern(line, flags=0), _pattern(line, flags=re.IGNORECASE)) for line in _LINES.split("\n") if line
    )


def _pattern(line: str, *, flags: int) -> re.Pattern[str]:
    forms = [
        rf"(?<![A-Za-z0-9-]){re.escape(form)}(?![A-Za-z0-9-])" if _LATIN.match(form) else re.escape(form)
        for form in line.split("|")
    ]
    return re.compile("|".join(forms), flags)


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[0] if match else None


def _han_institutions(text: str) -> Iterator[str]:
    for match in _HAN_INSTITUTION.finditer(text):
        if _NO_INSTITUTION.search(match[0]) is None and text[match.end() : match.end() + 1] != "生":
            yield match[0]
