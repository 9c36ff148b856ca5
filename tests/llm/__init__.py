"""A stand-in for a language model: an endpoint like OpenAI's on loopback that answers well, or badly on demand."""

from tests.llm.faults import Fault
from tests.llm.server import Asked, LlmServer

__all__ = ["Asked", "Fault", "LlmServer"]
