"""Settings: every fault at once, keys made once and kept closely."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.config import SettingsInvalid, load_settings, new_data_key


def test_defaults_make_keys_once(tmp_path: Path) -> None:
    first = load_settings({"VAR_DIR": str(tmp_path)})
    again = load_settings({"VAR_DIR": str(tmp_path)})
    assert first.secret_key == again.secret_key
    assert first.data_keys == again.data_keys
    assert (tmp_path / "keys" / "data_keys").stat().st_mode & 0o777 == 0o600


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(
            {
                "VAR_DIR": str(tmp_path),
                "PORT": "eighty",
                "DATABASE_URL": "mysql://x",
                "HOME_REGION": "41",
                "SECRET_KEY": "short",
            }
        )
    said = "\n".join(caught.value.faults)
    for name in ("PORT", "DATABASE_URL", "HOME_REGION", "SECRET_KEY", "DATA_KEYS"):
        assert name in said
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("name", ["DATABASE_URL", "PUBLIC_BASE_URL"])
def test_a_real_deployment_must_bring_its_keys(tmp_path: Path, name: str) -> None:
    value = {"DATABASE_URL": "sqlite:///x.db", "PUBLIC_BASE_URL": "https://a.example"}[name]
    with pytest.raises(SettingsInvalid, match="DATA_KEYS"):
        load_settings({"VAR_DIR": str(tmp_path), name: value})
    given = {"SECRET_KEY": "x" * 40, "DATA_KEYS": new_data_key(), name: value}
    assert load_settings({"VAR_DIR": str(tmp_path), **given}).data_keys


@pytest.mark.parametrize("port", ["0", "65536", "８０００", "²", "-1", "1e3", " 80"])
def test_odd_ports_are_refused(tmp_path: Path, port: str) -> None:
    with pytest.raises(SettingsInvalid, match="PORT"):
        load_settings({"VAR_DIR": str(tmp_path), "PORT": port})


def test_weak_data_keys_are_refused(tmp_path: Path) -> None:
    weak = "k1:" + "A" * 43 + "="
    with pytest.raises(SettingsInvalid, match="DATA_KEYS"):
        load_settings({"VAR_DIR": str(tmp_path), "DATA_KEYS": weak, "SECRET_KEY": "x" * 40})


def test_secrets_do_not_show_in_repr(tmp_path: Path) -> None:
    settings = load_settings({"VAR_DIR": str(tmp_path)})
    assert settings.secret_key not in repr(settings)
    assert settings.data_keys[0].secret.hex() not in repr(settings)
