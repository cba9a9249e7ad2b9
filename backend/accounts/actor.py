"""Who acts: the value services take in place of a signed-in person. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from backend.accounts.permissions import GRANTS, Permission, Role
from backend.regions.codes import NATIONAL, contains

_SYSTEM = "system"


@dataclass(frozen=True)
class Post:
    """A role held for a division (12-digit code) and, for handlers, a department; reaches no
    further than that subtree."""

    role: Role
    division_code: str
    department: str | None = None

    def grants(self, permission: Permission) -> bool:
        return permission in GRANTS[self.role]


@dataclass(frozen=True)
class Actor:
    """A staff member with the posts held at this moment, or the service itself.

    `person_hashes`: keyed hashes of their own and their family's numbers, whose cases they do not
    decide. `emergencies`: ids of cases outside their reach they may read just now.
    """

    staff_id: str
    name: str
    postings: tuple[Post, ...]
    person_hashes: tuple[str, ...] = field(default=(), repr=False)
    emergencies: tuple[str, ...] = ()

    @classmethod
    def system(cls) -> Actor:
        """Give the service itself, for jobs: may everything everywhere, and is named in the trail."""
        return cls(_SYSTEM, "系统", ())

    @property
    def is_system(self) -> bool:
        return self.staff_id == _SYSTEM

    def may(self, permission: Permission) -> bool:
        """Whether any post grants it, wherever that is; `reach` says where."""
        return self.is_system or any(post.grants(permission) for post in self.postings)

    def reach(self, permission: Permission) -> tuple[str, ...]:
        """Give the divisions for which the permission is held, outermost only, in code order."""
        if self.is_system:
            return (NATIONAL,)
        codes = sorted({post.division_code for post in self.postings if post.grants(permission)})
        return tuple(
            code
            for code in codes
            if not any(other != code and contains(other, code) for other in codes)
        )

    def covers(self, permission: Permission, division_code: str) -> bool:
        """Whether the permission is held for this very division or one around it."""
        return any(contains(outer, division_code) for outer in self.reach(permission))

    def departments(self) -> tuple[str, ...]:
        """Give the departments the posts belong to, in alphabetical order."""
        return tuple(sorted({post.department for post in self.postings if post.department}))

    def roles(self) -> tuple[Role, ...]:
        """Give the roles held, each once, in the order roles are listed."""
        held = {post.role for post in self.postings}
        return tuple(role for role in Role if role in held)
