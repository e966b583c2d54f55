"""The key folder: whole or not at all, for its owner only, never beside the lock."""

import stat
from pathlib import Path

import pytest

from panah.engines.crypto import combine
from panah.keeper import keyfolder
from panah.keeper.errors import KeysExist, KeysInsideData, KeysMissing
from panah.keeper.keyfolder import Keys


def _everything(folder: Path) -> list[Path]:
    return [folder, *folder.rglob("*")]


def test_only_the_owner_can_read_any_of_it(key_folder: Path) -> None:
    modes = {p.is_dir(): stat.S_IMODE(p.stat().st_mode) for p in _everything(key_folder)}

    assert modes == {True: 0o700, False: 0o600}


def test_two_folders_share_no_key(tmp_path: Path) -> None:
    opened = []
    for name in ("one", "two"):
        keyfolder.create(tmp_path / name)
        opened.append(keyfolder.load(tmp_path / name))

    assert opened[0] is not None
    assert opened[1] is not None
    assert not _secrets(opened[0]) & _secrets(opened[1])


def test_no_key_stands_in_the_folder_in_plain(key_folder: Path, keys: Keys) -> None:
    text = b"".join(path.read_bytes() for path in key_folder.rglob("*") if path.is_file())

    for secret in _secrets(keys):
        assert secret not in text
        assert secret.hex().encode() not in text


def test_every_key_serves_one_purpose(keys: Keys) -> None:
    assert len(_secrets(keys)) == 8


def test_two_shares_give_the_private_key_that_belongs_to_the_public_one(
    key_folder: Path, keys: Keys
) -> None:
    from nacl.public import PrivateKey

    one, other = (bytes.fromhex((key_folder / s).read_text()) for s in keyfolder.SHARES[:2])

    assert bytes(PrivateKey(combine(one, other)).public_key) == keys.custodian_public


def test_without_its_unlock_file_a_folder_opens_nothing(tmp_path: Path) -> None:
    keyfolder.create(tmp_path / "keys")
    (tmp_path / "keys" / "unlock").unlink()

    assert keyfolder.load(tmp_path / "keys") is None
    assert not keyfolder.is_evaluation(tmp_path / "keys")


@pytest.mark.parametrize("name", ["keyring.sealed", "web.secret", "operator.token", "public.json"])
def test_a_folder_that_lacks_a_file_says_which(tmp_path: Path, name: str) -> None:
    keyfolder.create(tmp_path / "keys")
    (tmp_path / "keys" / name).unlink()

    with pytest.raises(KeysMissing, match=name):
        keyfolder.load(tmp_path / "keys")


def test_an_unlock_file_of_another_folder_opens_nothing(tmp_path: Path) -> None:
    keyfolder.create(tmp_path / "one")
    keyfolder.create(tmp_path / "two")
    (tmp_path / "two" / "unlock").write_bytes((tmp_path / "one" / "unlock").read_bytes())

    with pytest.raises(KeysMissing, match="does not open"):
        keyfolder.load(tmp_path / "two")


@pytest.mark.parametrize("text", ["", "zz", "00" * 31, "\x00"])
def test_a_damaged_unlock_file_is_told_in_words(tmp_path: Path, text: str) -> None:
    keyfolder.create(tmp_path / "keys")
    (tmp_path / "keys" / "unlock").write_text(text)

    with pytest.raises(KeysMissing, match="does not open"):
        keyfolder.load(tmp_path / "keys")


def test_no_folder_is_told_by_its_place(tmp_path: Path) -> None:
    with pytest.raises(KeysMissing, match="no key folder"):
        keyfolder.load(tmp_path / "nowhere")


def test_a_key_folder_is_never_overwritten(tmp_path: Path) -> None:
    keyfolder.create(tmp_path / "keys")
    before = {path: path.read_bytes() for path in (tmp_path / "keys").rglob("*") if path.is_file()}

    with pytest.raises(KeysExist):
        keyfolder.create(tmp_path / "keys")
    assert before == {path: path.read_bytes() for path in before}


def test_a_folder_whose_making_failed_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keyfolder, "_write", full)

    with pytest.raises(OSError, match="No space"):
        keyfolder.create(tmp_path / "keys")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("inside", ["", "keys", "run/keys"])
def test_keys_are_never_made_inside_the_data_folder(tmp_path: Path, inside: str) -> None:
    with pytest.raises(KeysInsideData):
        keyfolder.create(tmp_path / "data" / inside, data=tmp_path / "data")


def test_a_link_into_the_data_folder_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "elsewhere").symlink_to(tmp_path / "data")

    with pytest.raises(KeysInsideData):
        keyfolder.create(tmp_path / "elsewhere" / "keys", data=tmp_path / "data")


def test_keys_lie_beside_the_data_folder_by_default() -> None:
    assert keyfolder.default_folder(Path("/srv/almaty")) == Path("/srv/almaty.keys")


def _secrets(keys: Keys) -> set[bytes]:
    plain = (keys.blind, keys.tags, keys.fingerprints, keys.commitments, keys.drafts)
    signing = [seed for seeds in keys.signing.values() for seed in seeds]
    return {*plain, *keys.site.values(), *signing}
