"""What a run may spend: limits on tokens and cost, what was spent, and what requests under way may come to.

A request is let through only if all that are under way, at their dearest, stay within the limits with it; where one
that ends may leave room, it is waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from hfpapers.config import Config
from hfpapers.enrich.estimate import TokenEstimate, cost_micros
from hfpapers.enrich.failures import LimitReachedError

_MICROS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that a run may spend; None for no limit.

    Attributes:
        tokens: Of prompts and answers together.
        cost: In the configured currency.
    """

    tokens: int | None = None
    cost: float | None = None


class Budget:
    """The account of one run."""

    def __init__(self, config: Config, limits: Limits) -> None:
        self._config = config
        self._limits = limits
        self._under_way: list[TokenEstimate] = []
        self._changed = asyncio.Condition()
        self.input_tokens = 0
        self.output_tokens = 0
        self.cost_micros: int | None = cost_micros(0, 0, config)

    def spend(self, input_tokens: int, output_tokens: int) -> int | None:
        """Note what a request took; return what it cost, None without prices."""
        self.input_tokens += input_tokens
        self.output_tokens += output_tokens
        cost = cost_micros(input_tokens, output_tokens, self._config)
        if cost is not None:
            self.cost_micros = (self.cost_micros or 0) + cost
        return cost

    @asynccontextmanager
    async def reserved(self, most: TokenEstimate) -> AsyncIterator[None]:
        """Hold room for a request while it is under way.

        Args:
            most: What it can come to.

        Raises:
            LimitReachedError: Nothing is under way, and it still does not fit.
        """
        async with self._changed:
            while (limit := self._limit_passed_with(most)) is not None:
                if not self._under_way:
                    raise LimitReachedError(limit, "the next request could pass it")
                await self._changed.wait()
            self._under_way.append(most)
        try:
            yield
        finally:
            async with self._changed:
                self._under_way.remove(most)
                self._changed.notify_all()

    def _limit_passed_with(self, most: TokenEstimate) -> str | None:
        """Name the limit that could be passed; None where none could."""
        inputs = self.input_tokens + sum(one.input_tokens for one in (*self._under_way, most))
        outputs = self.output_tokens + sum(one.output_tokens for one in (*self._under_way, most))
        if self._limits.tokens is not None and inputs + outputs > self._limits.tokens:
            return f"--max-tokens {self._limits.tokens:,}"
        cost = cost_micros(inputs, outputs, self._config)
        if self._limits.cost is not None and cost is not None and cost > self._limits.cost * _MICROS:
            return f"--max-cost {self._limits.cost:g} {self._config.llm_currency}"
        return None
