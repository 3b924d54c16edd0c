"""Settings: cuttings.toml in the working folder < environment (CUTTINGS_*) < flags."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, IPvAnyNetwork, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from desk import exits

FILE = Path("cuttings.toml")


class Settings(BaseSettings):
    """What a person sets once. ``delay`` is seconds between two requests to one host; ``pages`` articles a crawl;
    ``networks`` those outside the public web that may be reached (``["10.2.0.0/16"]``); ``embed``: likeness is put in
    order by the model of the [embed] extra.
    """

    model_config = SettingsConfigDict(env_prefix="CUTTINGS_", toml_file=FILE, extra="forbid", frozen=True)

    data: Path = Path("cuttings-data")
    contact: str | None = None
    delay: float = Field(default=1.0, ge=0, le=3600)
    pages: int = Field(default=1000, ge=1)
    workers: int = Field(default=2, ge=1, le=64)
    networks: tuple[IPvAnyNetwork, ...] = ()
    embed: bool = False

    @property
    def reachable(self) -> tuple[str, ...]:
        """``networks`` as texts."""
        return tuple(map(str, self.networks))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The order of precedence, highest first: environment, then the file."""
        del init_settings, dotenv_settings, file_secret_settings
        return env_settings, TomlConfigSettingsSource(settings_cls)


def load() -> Settings:
    """The settings in force; a wrong one ends the command with a line that names it."""
    try:
        return Settings()
    except ValidationError as error:
        exits.fail(_told(error.errors()[0]))
    except ValueError as error:
        exits.fail(f"{FILE} cannot be read: {error}")


def _told(error: ErrorDetails) -> str:
    name = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":  # the environment may hold any: only those known are read
        return f"setting {name!r} in {FILE} is none of ours: take one of {', '.join(Settings.model_fields)}"
    what = error["msg"].removeprefix("Input ").partition(",")[0]
    return f"setting {name!r} in {FILE} or CUTTINGS_{name.upper()}: {what}"
