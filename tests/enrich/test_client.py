"""The client, against a real endpoint on loopback that answers well, refuses features, throttles, fails and stalls."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from hfpapers.config import Config
from hfpapers.enrich.client import CompatibleModel
from hfpapers.enrich.completion import Reply
from hfpapers.enrich.endpoint import require_model
from hfpapers.enrich.failures import AskFailedError, AskingStoppedError
from hfpapers.enrich.features import Features, Question
from hfpapers.enrich.inputs import build_input
from hfpapers.enrich.prompts import build_messages
from hfpapers.enrich.schemas import answer_schema
from hfpapers.errors import ConfigError
from hfpapers.model.enrichment import EnrichmentKind
from tests.llm import Fault, LlmServer
from tests.llm.faults import RETRY_AFTER_SECONDS
from tests.llm.papers import abstract_of, title_of
from tests.llm.server import KEY, MODEL
from tests.llm.settings import config_for


@pytest.fixture
def server() -> Iterator[LlmServer]:
    with LlmServer() as running:
        yield running


@pytest.fixture
def config(server: LlmServer, tmp_path: Path) -> Config:
    return config_for(server, tmp_path)


def question(number: int = 1) -> Question:
    paper = build_input(arxiv_id=f"2611.{number:05}", title=title_of(number), abstract=abstract_of(number), version=1)
    messages = build_messages(EnrichmentKind.ROUNDUP, paper, "zh", ())
    schema = answer_schema(EnrichmentKind.ROUNDUP)
    return Question(messages=messages, schema=schema, schema_name="roundup", max_output_tokens=500)


def ask(config: Config, *questions: Question, at_once: bool = True) -> list[Any]:
    """Ask all questions; errors are returned in place of replies."""

    async def run() -> list[Any]:
        async with CompatibleModel(config, clock=lambda: datetime.now(tz=UTC)) as model:
            if at_once:
                return list(await asyncio.gather(*map(model.ask, questions), return_exceptions=True))
            return [(await asyncio.gather(model.ask(each), return_exceptions=True))[0] for each in questions]

    return asyncio.run(run())


def ask_one(config: Config) -> Reply:
    (came,) = ask(config, question())
    if isinstance(came, BaseException):
        raise came
    assert isinstance(came, Reply)
    return came


def test_a_question_is_one_request_with_schema_limit_and_temperature(server: LlmServer, config: Config) -> None:
    reply = ask_one(config)
    assert set(json.loads(reply.text)) == {"headline", "paragraph"}
    assert (reply.finish_reason, reply.refusal) == ("stop", None)
    assert reply.input_tokens
    assert reply.output_tokens
    (asked,) = server.asked
    body = asked.body
    assert (body["model"], body["temperature"], body["max_tokens"]) == (MODEL, 0, 500)
    assert body["response_format"]["json_schema"]["strict"] is True
    assert body["stream"] is False
    assert "tools" not in body
    assert asked.headers["authorization"] == f"Bearer {KEY}"


def test_without_a_key_none_is_sent(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")  # read by the configuration only, which was made before
    with LlmServer(key=None) as server:
        assert ask_one(config_for(server, tmp_path, llm_api_key=None)).text
        assert "authorization" not in server.asked[0].headers


@pytest.mark.parametrize("is_named", [True, False])
def test_features_that_are_refused_are_left_out_for_the_rest_of_the_run(
    server: LlmServer, config: Config, is_named: bool
) -> None:
    server.lacks = {"json_schema", "json_object", "max_tokens", "temperature"}
    server.names_what_it_lacks = is_named
    came = ask(config, *map(question, range(5)), at_once=False)
    assert all(isinstance(reply, Reply) for reply in came), came
    answered = [asked.body for asked in server.asked if asked.prompt is not None]
    assert len(answered) == 5
    assert len(server.asked) == 5 + 4  # each feature is found out once
    assert not {"response_format", "max_tokens", "temperature"} & set(answered[-1])
    assert answered[-1]["max_completion_tokens"] == 500


def test_only_what_is_refused_is_left_out(server: LlmServer, config: Config) -> None:
    server.lacks = {"json_schema"}
    ask_one(config)
    body = server.asked[-1].body
    assert body["response_format"] == {"type": "json_object"}
    assert {"max_tokens", "temperature"} <= set(body)


def test_openai_is_asked_with_its_own_limit_and_others_with_the_one_that_all_know() -> None:
    assert Features.of_endpoint("https://api.openai.com/v1").limit_field == "max_completion_tokens"
    assert Features.of_endpoint("http://127.0.0.1:11434/v1").limit_field == "max_tokens"
    refused = Features.of_endpoint("https://api.openai.com/v1").without_what("max_completion_tokens is unknown")
    assert refused is not None
    assert refused.limit_field == "max_tokens"
    assert refused.without_what("max_tokens is unknown, use max_completion_tokens") is None


def test_a_request_that_is_refused_for_nothing_that_can_be_left_out_fails_alone(
    server: LlmServer, config: Config
) -> None:
    server.fault(Fault.BAD_REQUEST, title=title_of(2), times=None)
    came = ask(config, question(1), question(2), question(3), at_once=False)
    assert [type(each) for each in came] == [Reply, AskFailedError, Reply]
    assert "status 400: This request is not accepted." in str(came[1])
    assert len(server.asked) == 3  # once something was answered, the features are known to be good
    assert server.asked[-1].body["response_format"]["type"] == "json_schema"


def test_retry_after_is_waited_by_all(server: LlmServer, config: Config) -> None:
    server.fault(Fault.RATE_LIMIT, nth=1)
    began = time.monotonic()
    came = ask(config, *map(question, range(4)))
    assert all(isinstance(reply, Reply) for reply in came), came
    refused_at = server.asked[0].at
    later = [asked.at for asked in server.asked if asked.at > refused_at + 0.5]
    assert later
    assert min(later) >= refused_at + RETRY_AFTER_SECONDS
    assert time.monotonic() - began >= RETRY_AFTER_SECONDS


def test_a_date_in_retry_after_that_is_past_is_no_advice(server: LlmServer, config: Config) -> None:
    server.fault(Fault.OVERLOAD, times=2)
    assert ask_one(config).text
    assert len(server.asked) == 3


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.NO_CHOICES, Fault.HTML])
def test_what_may_be_better_later_is_asked_again_at_most_max_tries_times(
    server: LlmServer, config: Config, fault: Fault
) -> None:
    server.fault(fault, times=2)
    assert ask_one(config).text
    assert len(server.asked) == 3
    server.forget()
    server.fault(fault, times=None)
    with pytest.raises(AskFailedError, match="tried 3 times"):
        ask_one(config)
    assert len(server.asked) == 3


def test_a_stall_is_given_up_in_time_and_asked_again(server: LlmServer, config: Config, tmp_path: Path) -> None:
    server.fault(Fault.STALL)
    began = time.monotonic()
    assert ask_one(config_for(server, tmp_path, llm_timeout_seconds=0.5)).text
    assert 0.5 <= time.monotonic() - began < 10
    assert len(server.asked) == 2


def test_throttling_that_lets_others_through_is_waited_out(tmp_path: Path) -> None:
    async def run(config: Config) -> Reply:
        async with CompatibleModel(config, clock=lambda: datetime.now(tz=UTC)) as model:
            slow = asyncio.create_task(model.ask(question(1)))
            for number in range(2, 22):
                await model.ask(question(number))
            return await slow

    with LlmServer(seconds=0.05) as server:
        server.fault(Fault.OVERLOAD, title=title_of(1), times=6)
        assert asyncio.run(run(config_for(server, tmp_path, max_tries=3))).text


def test_throttling_that_lets_nobody_through_is_not(server: LlmServer, config: Config) -> None:
    server.fault(Fault.OVERLOAD, times=None)
    with pytest.raises(AskFailedError, match="status 503; tried 3 times"):
        ask_one(config)


def test_a_wait_of_hours_ends_the_run(server: LlmServer, config: Config) -> None:
    server.fault(Fault.RATE_LIMIT_LONG)
    with pytest.raises(AskingStoppedError, match="asks to wait 7,200 s; run the same command again then") as stopped:
        ask_one(config)
    assert stopped.value.is_for_now
    assert len(server.asked) == 1


def test_a_spent_quota_ends_the_run(server: LlmServer, config: Config) -> None:
    server.fault(Fault.QUOTA)
    with pytest.raises(AskingStoppedError, match="what the account may spend is spent") as stopped:
        ask_one(config)
    assert not stopped.value.is_for_now
    assert len(server.asked) == 1


def test_a_wrong_key_ends_the_run_and_is_not_shown(server: LlmServer, tmp_path: Path) -> None:
    with pytest.raises(AskingStoppedError, match="does not take the key") as stopped:
        ask_one(config_for(server, tmp_path, llm_api_key="sk-mistyped"))
    assert "sk-mistyped" not in str(stopped.value)
    assert "HFPAPERS_LLM_API_KEY" in str(stopped.value)


def test_a_model_that_is_not_there_ends_the_run(server: LlmServer, tmp_path: Path) -> None:
    with pytest.raises(AskingStoppedError, match="has no model 'other-model'") as stopped:
        ask_one(config_for(server, tmp_path, llm_model="other-model"))
    assert "HFPAPERS_LLM_MODEL" in str(stopped.value)


def test_an_address_without_chat_completions_ends_the_run(server: LlmServer, tmp_path: Path) -> None:
    with pytest.raises(AskingStoppedError, match="or no chat completions at that address"):
        ask_one(config_for(server, tmp_path, llm_base_url=f"{server.base_url}/other"))


def test_an_endpoint_that_was_never_reached_ends_the_run(tmp_path: Path) -> None:
    with LlmServer() as gone:
        config = config_for(gone, tmp_path)
    with pytest.raises(AskingStoppedError, match=r"cannot be reached .* start the server") as stopped:
        ask_one(config)
    assert stopped.value.where == "llm_base_url"


def test_requests_per_minute_are_held(server: LlmServer, tmp_path: Path) -> None:
    config = config_for(server, tmp_path, llm_requests_per_minute=600)
    ask(config, *map(question, range(8)))
    times = sorted(asked.at for asked in server.asked)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert times[-1] - times[0] >= 7 * 0.1 - 0.05
    assert min(gaps) > 0.04  # evenly spread, not in bursts


def test_tokens_that_are_not_counted_are_none(server: LlmServer, config: Config) -> None:
    server.counts_tokens = False
    reply = ask_one(config)
    assert (reply.input_tokens, reply.output_tokens) == (None, None)


def test_neither_key_nor_content_is_logged(server: LlmServer, config: Config, caplog: pytest.LogCaptureFixture) -> None:
    server.fault(Fault.SERVER_ERROR)
    with caplog.at_level(logging.DEBUG):
        ask_one(config)
    told = "\n".join(record.getMessage() for record in caplog.records)
    assert "try 1 of 3 failed (status 500)" in told
    assert KEY not in told
    assert "ButtonBench" not in told


def test_a_model_must_be_configured(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"llm_model: is not set; .*HFPAPERS_LLM_MODEL"):
        require_model(Config(home=tmp_path, database_url="sqlite:///x"))
