"""Takes a paper or a person down: who or what in, everything without it out.

- `finding`: who or what is meant. `preview`: what would go. `listing`: what went.
- `taking_down`: the work. `bodies`: what names someone. `days`: the lists of days afterwards.

What follows from a note of what was forgotten, whenever it was made, is done again by `finish`: nobody needs to be
named again, and nobody can be, since of a person only a digest is known.
"""

from __future__ import annotations

from hfpapers.forgetting.finding import Forgettable, find_forgettable
from hfpapers.forgetting.listing import list_forgotten
from hfpapers.forgetting.preview import preview
from hfpapers.forgetting.removal import Removal
from hfpapers.forgetting.taking_down import finish, forget

__all__ = ["Forgettable", "Removal", "find_forgettable", "finish", "forget", "list_forgotten", "preview"]
