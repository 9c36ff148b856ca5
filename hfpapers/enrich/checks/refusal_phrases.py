"""What models, and the programs between us and them, write in the place of an answer.

Data only: patterns by what they show. Apologies stand at the beginning of a text; a model speaks of itself anywhere.
"""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_NOTHING = (
    r"n/?a|null|none|nil|undefined|nan|true|false|todo|tbd|tba|fixme|xxx+|\?+|-+|[.…·。]+",
    r"string|text|title|abstract|headline|placeholder|lorem ipsum.*|your (?:answer|text|title) here.*",
    r"not (?:available|provided|applicable|specified)",
    r"no (?:abstract|title|summary|content|data)(?: available| provided)?",
    r"<[^<>]*>|\[[^\[\]]*\]|\{[^{}]*\}",
    r"待补充|待定|待翻译|待填写|暂无|暂缺|无|略|空|未知|示例|占位符?|此处省略.*|（略）|同上|见上文|未(?:提供|提及|说明)",
    r"該当なし|なし|없음|нет данных|keine angabe|k\. ?a\.|sin datos|non disponible",
)
#: A whole text that is none.
PLACEHOLDER = re.compile(rf"[\s\"'“”*_-]*(?:{'|'.join(_NOTHING)})[\s.。!！\"'“”*_]*", re.IGNORECASE)

_SORRY = (
    r"sorry\b|(?:my )?apologies\b|i apologi[sz]e|i(?:['’]| a)m (?:very |so )?sorry|i regret",
    r"(?:unfortunately|regrettably),? i\b",
    r"(?:非常|很|十分|实在)?(?:抱歉|对不起|對不起|遗憾的是[，,]?我|遺憾)|不好意思|请原谅|恕我",
    r"es tut mir (?:sehr )?leid|entschuldigung|leider kann ich",
    r"je (?:suis (?:vraiment )?désolée?|m['’]excuse)|désolée?\b|malheureusement, je",
    r"lo siento|lamento\b|me disculpo|desculpe|sinto muito|mi dispiace|het spijt me",
    r"申し訳|すみません|すいません|残念ながら.{0,8}(?:でき|ません)|죄송",
    r"извините|простите|к сожалению, я|przepraszam|üzgünüm|xin lỗi|maaf\b|آسف|عذرا",
)
#: At the beginning of a text.
APOLOGY = re.compile(rf"[\s\"“「]*(?:{'|'.join(_SORRY)})", re.IGNORECASE)

_TO_DO = (
    "access|assist|help|provide|answer|fulfil|complete|comply|translate|summari[sz]e|process|generate|open|browse|read|see"
    "|find|the|any|enough"
)
_TO_DO_HAN = "提供|完成|回答|翻译|翻譯|访问|打开|读取|生成|总结|處理|处理|满足|协助|帮助|查看|确定|执行|浏览|理解"
#: A model that speaks of itself, of its task, or of what it was given.
SELF = _any(
    r"\bas an? (?:ai|artificial intelligence|(?:large )?language model|assistant|chatbot)\b"
    r"(?:,| (?:language )?model\b| assistant\b| i\b)",
    r"\bi(?: am|['’]m) (?:unable|not able|not allowed|only an?|just an?|an ai|programmed)\b",
    rf"\bi (?:cannot|can ?not|can['’]t|won['’]t|will not|could ?n[o'’]t|do ?n[o'’]t have) (?:\w+ )?(?:{_TO_DO})\b",
    r"\b(?:here is|here['’]s|below is|this is) (?:the|your|a|my) (?:json|requested|translat|summar|answer|response)",
    r"\b(?:please|kindly) (?:provide|share|paste|supply|upload|try again|let me know|note that i)\b",
    r"\blet me know if\b|\bi hope this helps\b",
    r"\bmy (?:training data|knowledge cutoff|instructions|system prompt)\b",
    r"\b(?:the|your) (?:provided )?(?:text|abstract|input|material|document|prompt|paper)s? (?:is|was|seems?|appears?) "
    r"(?:to be )?(?:empty|missing|incomplete|cut off|truncated|not provided)\b",
    r"\b(?:no|without an?) (?:abstract|text|material|input) (?:is|was|has been|were) (?:provided|given|supplied)\b",
    r"作为(?:一个|一名|一款)?(?:AI|人工智能|大?型?语言模型|智能|聊天|助手|机器人)[^。]{0,12}[，,]\s?我",
    r"作為一個(?:AI|人工智慧|語言模型)",
    r"我(?:无法|無法|不能|没有办法|没法|不会|暂时无法|目前无法)(?:为您|为你|直接|继续|再|给您|給您)?"
    rf"(?:{_TO_DO_HAN})",
    r"(?:摘要|论文|正文|原文|文本|内容|材料|输入)(?:为空|未提供|没有提供|缺失|不完整|被截断)",
    r"(?:未|没有|沒有)提供(?:任何)?(?:论文|論文)?(?:摘要|正文|原文|文本|内容|材料)",
    r"请(?:您)?(?:提供|重新输入|重试|稍后再试|稍后重试|输入|上传|告诉我)",
    r"以下是(?:翻译|译文|摘要|JSON|结果|总结|您)|如(?:果|有).{0,8}请告诉我",
    r"(?:内容|输入|请求)(?:违规|不合规|包含敏感|涉及敏感|被拒绝)|希望(?:这|以上)?(?:对您|对你)有(?:所)?帮助",
    r"\bals (?:ki|künstliche intelligenz|sprachmodell)\b.{0,12}\b(?:ich|kann)",
    r"\bich kann (?:leider )?(?:nicht|keine|ihnen|dir)\b",
    r"\ben tant qu['’](?:ia|intelligence artificielle|assistant)\b|\ben tant que modèle de langage\b",
    r"\bje ne (?:peux|suis) pas\b",
    r"\bcomo (?:una? )?(?:modelo de lenguaje|ia|inteligencia artificial),",
    r"\bno puedo (?:ayudar|proporcionar|acceder|completar)",
    r"\bcomo (?:um )?modelo de linguagem\b|\bnão posso (?:ajudar|fornecer|acessar)|\bcome (?:modello linguistico|ia),",
    r"私は(?:AI|人工知能|言語モデル)|(?:お答え|お手伝い|提供|翻訳|回答)(?:する)?(?:ことは|ことが)?できません|お応えできません",
    r"저는 (?:AI|인공지능|언어 모델)|\bя не могу (?:помочь|предоставить|перевести|выполнить)|как языковая модель",
)

#: What servers and programs say when something went wrong.
ERROR = _any(
    r"^[\s\"']*(?:error|fehler|erreur|错误|錯誤|エラー|exception|traceback|warning|failed|http)\s*(?:\d{3}|[:：(\[]|code|$)",
    r"\bhttp/[\d.]+ \d{3}\b",
    r"\b[45]\d\d:? (?:bad request|unauthorized|payment required|forbidden|not found|too many requests|internal server"
    r" error|bad gateway|service unavailable|gateway timeout)\b",
    r"\b(?:internal server error|bad gateway|gateway time-?out|too many requests)\b",
    r"\bservice (?:is )?(?:temporarily )?unavailable\b",
    r"\brate limit(?:s|ed)? (?:exceeded|reached|error)|\b(?:rate_limit|insufficient_quota|context_length)_?\w*\b",
    r"\b(?:exceeded your|insufficient) (?:\w+ )?(?:quota|balance|credits)\b",
    r"\b(?:invalid|missing|incorrect) api key\b|\bmaximum context length\b|\b(?:request|connection|read) timed out\b",
    r"\btraceback \(most recent call last\)|\b\w+(?:Error|Exception): |\bcuda out of memory\b",
    r"服务(?:器)?(?:繁忙|暂时?不可用|内部错误|异常)|请求(?:过于频繁|超时|失败)|网络(?:错误|异常)|系统(?:繁忙|错误)|接口(?:错误|异常)",
)

#: A paper about such things may have them told.
ABOUT_REFUSALS = _any(
    r"refus|apolog|\bsorry\b|declin(?:e|es|ed|ing) to|reject(?:s|ed|ing)? (?:\w+ ){0,2}(?:request|prompt|quer)",
    r"abstain|abstention|\bI (?:cannot|can't|am unable)|as an AI|jailbreak",
)
ABOUT_ERRORS = _any(
    r"rate.limit|error (?:message|code|log|trace)|traceback|stack trace|http\b|status code|exception|server error",
    r"time.?out|out of memory|quota|api key",
)
