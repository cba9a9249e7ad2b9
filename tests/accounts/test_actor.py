"""What an Actor may do, and where."""

from __future__ import annotations

from backend.accounts.actor import Actor, Post
from backend.accounts.permissions import Permission, Role

COUNTY, TOWN, OTHER, VILLAGE = "410482000000", "410482106000", "410482102000", "410482106234"


def _actor(*posts: Post) -> Actor:
    return Actor("s1", "李示例", posts)


def test_a_permission_reaches_the_posts_that_grant_it_only() -> None:
    actor = _actor(Post(Role.CLERK, TOWN), Post(Role.AUDITOR, COUNTY))
    assert actor.reach(Permission.WORK_CASE) == (TOWN,)
    assert actor.reach(Permission.READ_AUDIT) == (COUNTY,)
    assert actor.reach(Permission.MANAGE_ACCOUNTS) == ()
    assert not actor.may(Permission.MANAGE_ACCOUNTS)


def test_posts_inside_a_wider_one_add_nothing() -> None:
    actor = _actor(Post(Role.CLERK, TOWN), Post(Role.CLERK, COUNTY), Post(Role.CLERK, OTHER))
    assert actor.reach(Permission.WORK_CASE) == (COUNTY,)


def test_a_post_covers_its_own_subtree_and_nothing_beside_or_above() -> None:
    actor = _actor(Post(Role.GRID_WORKER, TOWN))
    covered = [
        code
        for code in (COUNTY, TOWN, OTHER, VILLAGE)
        if actor.covers(Permission.REFER_HOUSEHOLD, code)
    ]
    assert covered == [TOWN, VILLAGE]


def test_departments_and_roles_are_each_named_once() -> None:
    actor = _actor(
        Post(Role.HANDLER, COUNTY, "justice"),
        Post(Role.HANDLER, TOWN, "justice"),
        Post(Role.CLERK, TOWN),
    )
    assert actor.departments() == ("justice",)
    assert actor.roles() == (Role.CLERK, Role.HANDLER)


def test_the_service_itself_may_everything_everywhere() -> None:
    system = Actor.system()
    assert all(system.may(permission) for permission in Permission)
    assert system.covers(Permission.SUPERVISE, VILLAGE)


def test_nobody_without_posts_may_anything() -> None:
    assert not any(_actor().may(permission) for permission in Permission)
