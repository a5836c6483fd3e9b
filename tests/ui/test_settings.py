import pytest

from coach.errors import SettingsError
from coach.settings import Settings


def test_settings_defaults_stay_on_this_machine() -> None:
    settings = Settings.from_env({})
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)
    assert settings == Settings()


def test_settings_reads_the_environment() -> None:
    env = {"FOUR_EARS_MODEL": "m", "FOUR_EARS_RUBRIC": "r", "FOUR_EARS_HOST": "localhost", "FOUR_EARS_PORT": "8080"}
    env |= {"FOUR_EARS_DATA": "d", "DATABASE_URL": "sqlite:///x"}
    settings = Settings.from_env(env)
    assert (str(settings.model), str(settings.rubric), settings.host, settings.port) == ("m", "r", "localhost", 8080)
    assert (str(settings.data), settings.database) == ("d", "sqlite:///x")


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "80.5", "²"])
def test_settings_refuses_what_is_no_port(port: str) -> None:
    with pytest.raises(SettingsError, match="FOUR_EARS_PORT"):
        Settings.from_env({"FOUR_EARS_PORT": port})
