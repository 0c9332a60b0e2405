"""A register is not kept where a service copies it away."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.base.errors import WrongInputError
from wizard.register.synced import refuse_synced, synced_by

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="making a link there takes a privilege")


def made(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


@pytest.mark.parametrize(
    ("place", "service"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - Anytown Council", "OneDrive"),
        ("Dropbox", "Dropbox"),
        ("Dropbox (Personal)", "Dropbox"),
        ("Google Drive", "Google Drive"),
        ("My Drive", "Google Drive"),
        ("iCloudDrive", "iCloud Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud Drive"),
        ("Library/Mobile Documents/another~app", "iCloud Drive"),
        ("Library/CloudStorage/OneDrive-AnytownCouncil", "OneDrive"),
        ("Library/CloudStorage/GoogleDrive-siân@example.org", "Google Drive"),
        ("Library/CloudStorage/Box-Box", "Box"),
        ("Library/CloudStorage/Unheard-of", "Unheard"),
        ("Nextcloud", "Nextcloud or ownCloud"),
        ("ownCloud", "Nextcloud or ownCloud"),
        ("Box Sync", "Box"),
        ("MEGAsync", "MEGA"),
        ("pCloudDrive", "pCloud"),
        ("Proton Drive", "Proton Drive"),
        ("SynologyDrive", "Synology Drive"),
    ],
)
@pytest.mark.parametrize("below", ["", "work/escalate"])
def test_a_folder_of_a_service_is_known_by_its_name(
    tmp_path: Path, place: str, service: str, below: str
) -> None:
    assert synced_by(tmp_path / place / below, {}) == service


def test_the_folder_of_all_the_services_of_a_mac_is_no_place_either(tmp_path: Path) -> None:
    assert synced_by(tmp_path / "Library" / "CloudStorage", {}) == "a cloud service"


@pytest.mark.parametrize(
    ("marker", "service"),
    [
        (".dropbox", "Dropbox"),
        (".dropbox.cache/", "Dropbox"),
        (".shortcut-targets-by-id/", "Google Drive"),
        (".tmp.drivedownload/", "Google Drive"),
        (".stfolder/", "Syncthing"),
        (".stfolder", "Syncthing"),
        (".sync/ID", "Resilio Sync"),
        (".megaignore", "MEGA"),
        (".sync_0a1b2c3d4e5f.db", "Nextcloud or ownCloud"),
        ("._sync_0a1b2c3d4e5f.db", "Nextcloud or ownCloud"),
        (".owncloudsync.log", "Nextcloud or ownCloud"),
    ],
)
@pytest.mark.parametrize("below", ["", "team/escalate/not yet there"])
def test_a_folder_of_another_name_is_known_by_what_the_service_leaves_in_it(
    tmp_path: Path, marker: str, service: str, below: str
) -> None:
    root = made(tmp_path / "shared")
    path = root / marker
    if marker.endswith("/"):
        path.mkdir()
    else:
        made(path.parent)
        path.write_bytes(b"")
    assert synced_by(root / below, {}) == service
    assert synced_by(tmp_path / "beside", {}) is None


@pytest.mark.parametrize("variable", ["OneDrive", "OneDriveCommercial", "OneDriveConsumer"])
def test_windows_says_where_onedrive_is_whatever_it_is_called(tmp_path: Path, variable: str) -> None:
    root = made(tmp_path / "Council files")
    environ = {variable: str(root)}
    assert synced_by(root / "Documents" / "escalate", environ) == "OneDrive"
    assert synced_by(root, environ) == "OneDrive"
    assert synced_by(tmp_path / "Council files of old", environ) is None


@pytest.mark.parametrize("value", ["", ".", "relative"])
def test_a_variable_that_names_no_full_path_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert synced_by(tmp_path / "relative" / "escalate", {"OneDrive": value}) is None


@pytest.mark.parametrize(
    "place",
    [
        "Box",
        "inbox",
        "sandbox/Toolbox",
        "Dropboxes",
        "dropbox",
        "my Dropbox notes",
        "OneDriveBackup",
        "Mobile Documents",
        "CloudStorage",
        "Sync",
        "MEGA",
        "Library/Application Support/escalate",
        ".local/share/escalate",
        "AppData/Local/escalate",
    ],
)
def test_a_folder_that_only_sounds_like_it_is_no_service_s(tmp_path: Path, place: str) -> None:
    assert synced_by(made(tmp_path / place), {}) is None


def test_the_settings_of_the_dropbox_client_in_one_s_own_folder_are_no_marker(tmp_path: Path) -> None:
    made(tmp_path / ".dropbox")
    made(tmp_path / ".sync")
    assert synced_by(tmp_path / ".local" / "share" / "escalate", {"HOME": str(tmp_path)}) is None


@pytest.mark.parametrize("variable", ["HOME", "USERPROFILE"])
def test_box_is_a_service_right_in_one_s_own_folder_only(tmp_path: Path, variable: str) -> None:
    environ = {variable: str(tmp_path)}
    assert synced_by(tmp_path / "Box" / "escalate", environ) == "Box"
    assert synced_by(tmp_path / "attic" / "Box" / "escalate", environ) is None


@needs_links
def test_documents_that_icloud_copies_in_their_place_are_known(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path)}
    documents = made(tmp_path / "Documents")
    cloud = made(tmp_path / "Library" / "Mobile Documents" / "com~apple~CloudDocs")
    assert synced_by(documents / "escalate", environ) is None
    left_behind = made(cloud / "Documents")
    assert synced_by(documents / "escalate", environ) is None
    left_behind.rmdir()
    (cloud / "Documents").symlink_to(documents)
    assert synced_by(documents / "escalate", environ) == "iCloud Drive"
    assert synced_by(tmp_path / "Desktop" / "escalate", environ) is None


@needs_links
def test_a_link_into_a_copied_folder_is_followed_and_one_out_of_it_too(tmp_path: Path) -> None:
    inside, outside = made(tmp_path / "Dropbox" / "team"), made(tmp_path / "here")
    (outside / "in").symlink_to(inside)
    (inside / "out").symlink_to(outside)
    assert synced_by(outside / "in" / "escalate", {}) == "Dropbox"
    assert synced_by(inside / "out" / "escalate", {}) is None


@needs_links
def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert synced_by(tmp_path / "a" / "escalate", {}) is None


def test_no_more_than_a_few_of_the_files_of_a_full_folder_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(50):
        (tmp_path / f"letter {number}").touch()
    looked = 0
    stat, lstat = os.stat, os.lstat

    def counting(real: Callable[..., os.stat_result]) -> Callable[..., os.stat_result]:
        def call(*arguments: object, **options: object) -> os.stat_result:
            nonlocal looked
            looked += 1
            return real(*arguments, **options)

        return call

    monkeypatch.setattr(os, "stat", counting(stat))
    monkeypatch.setattr(os, "lstat", counting(lstat))
    assert synced_by(tmp_path, {}) is None
    assert looked <= 12 * (len(tmp_path.parts) + 1)


def test_a_register_in_a_copied_folder_is_refused_with_why_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError) as caught:
        refuse_synced(tmp_path / "Dropbox" / "escalate", {})
    (line,) = caught.value.lines()
    assert line.startswith(f"{tmp_path / 'Dropbox' / 'escalate'}: is no place for a register: Dropbox copies")
    for told in ("fight each other", "leaves this computer", "ESCALATE_HOME", "`escalate register backup`"):
        assert told in line


def test_a_register_anywhere_else_is_not_refused(tmp_path: Path) -> None:
    refuse_synced(tmp_path / "escalate", {})
    assert list(tmp_path.iterdir()) == []
