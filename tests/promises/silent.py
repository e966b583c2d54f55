"""The actions that write no entry of their own, and why; all others stand among the acts."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

PANAH = Path(__file__).resolve().parents[2] / "panah"

SILENT = {
    "reads, reckons or asks the keeper, and changes nothing": """
        certificates.render_papers demo.member_for
        desk.seal_list desk.weigh_list
        duplicates.gather duplicates.screen duplicates.screen_many duplicates.weigh
        journal.encode
        vault.asking_as vault.open_draft vault.reference_tags vault.seal vault.seal_draft
        vault.seal_many""",
    "is a part of acts, whose entries are written in the same transaction": """
        certificates.prepare certificates.prepare_many
        desk.forget_drafts_of_ticket duplicates.forget_undecided
        sites.add_desks sites.open_site sites.put_plan sites.told_as_set_up
        vault.reseal vault.store vault.store_many""",
    "notices that two records are alike; an entry is written when somebody judges": """
        desk.answer_list desk.look_again
        duplicates.keep duplicates.look_again duplicates.look_again_many
        duplicates.look_at_newcomers""",
    "keeps or forgets what is typed, before anybody is registered": """
        desk.delete_expired desk.forget_drafts_of desk.save_draft""",
    "forgets what is over, so that nobody joins or counts it again": """
        desk.cut_links desk.forget_old_searches""",
    "notes an alarm, which tells of the centre and of nobody; its row says who has seen it": """
        shift.look_around shift.note_seen shift.raise_alarm shift.tell_alarm""",
    "is about an account or a seat of the staff; accounts have a list of their own changes": """
        staff.add_member staff.add_passkey staff.change_role staff.disable staff.enable
        staff.invite staff.join_with_app staff.join_with_passkey staff.leave_seat
        staff.new_recovery_codes staff.prove staff.recover staff.remove_passkey staff.renew
        staff.take_seat staff.withdraw""",
    "publishes counts that the journal tells already": """
        figures.release_day figures.release_due_days""",
    "is the journal itself": """
        journal.make_checkpoint journal.place_at_once journal.record journal.record_many
        journal.sequence_pending journal.thin_checkpoints""",
    "copies everything as it is": "backups.rehearse backups.ship backups.stop_shipping",
    "plays the demonstration, by the acts of the other rooms": """
        demo.choose_desk demo.open_doors demo.seat_visitor""",
}
"""The actions that write no entry, by the reason."""


def silent_actions() -> list[str]:
    """Their names, as often as they stand there."""
    return [name for names in SILENT.values() for name in names.split()]


def all_actions() -> set[str]:
    """Every public function of every room's actions, such as `line.hold`."""
    rooms = sorted(path.parent.name for path in PANAH.glob("*/actions.py"))
    return {
        f"{room}.{name}"
        for room in rooms
        for name in _functions(import_module(f"panah.{room}.actions"))
    }


def _functions(module: ModuleType) -> set[str]:
    offered = set(getattr(module, "__all__", ()))
    return {
        name
        for name, one in vars(module).items()
        if inspect.isfunction(one)
        and not name.startswith("_")
        and (name in offered or one.__module__ == module.__name__)
    }


def actions_of(prepare: Callable[[], object]) -> set[str]:
    """The actions that an act does, as its `lambda` names them."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(prepare)))
    done = [
        call for made in ast.walk(tree) if isinstance(made, ast.Lambda) for call in _calls(made)
    ]
    names = inspect.unwrap(prepare).__globals__
    return {f"{_room_of(names[room])}.{name}" for room, name in done if room in names}


def _calls(made: ast.Lambda) -> list[tuple[str, str]]:
    called = [node.func for node in ast.walk(made) if isinstance(node, ast.Call)]
    return [
        (one.value.id, one.attr)
        for one in called
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)
    ]


def _room_of(module: ModuleType) -> str:
    return module.__name__.split(".")[1]
