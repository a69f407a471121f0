"""The command line `sunshine`: its commands, each in a module of its own that is loaded when it is called.

Exit codes: 0 done; 1 the input or the data is wrong, and the text says where; 2 the command was called wrongly;
3 a database or a setting is missing; 128 and the number of a signal: it was stopped.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import asyncpg
import typer

from databases.disk import DISK_FULL, is_full
from databases.failures import UNAVAILABLE, FailureError
from sunshine import settings
from sunshine.ending import Ending
from sunshine.loading import save_memory, without_collection
from sunshine.settings import Settings
from sunshine.terminal import stop

# in both languages: whoever brings in a sheet meets these
STOPPED = "已停止：未完成的已回滚，可重新执行同一命令 (stopped: what was not finished is rolled back; the same command may be run again)"
ENDED_BY_SERVER = "数据库中止了本次操作，没有写入一半的内容，请重新执行 (a database ended this: {}. Nothing half-written stays; run it again)"
CUT_OFF = "与数据库的连接中断，没有写入一半的内容，请重新执行 (the connection to a database was lost: {}. Nothing half-written stays; run it again)"
NOT_GRANTED = (
    "DSN 的登录用户无权执行此操作，所需权限见 docs/settings.md (the login of a DSN may not do this: {}; docs/settings.md says who needs what)"
)
OTHER_TABLES = "数据库的表与本版本不符，请先执行 sunshine migrate ({}: run `sunshine migrate` first)"
CTRL_C = 130  # into this exit code Typer turns a KeyboardInterrupt
# what a server ends for a reason of its own: it is stopped, two changes wait for each other, it has no room left for more
ENDED = (asyncpg.OperatorInterventionError, asyncpg.TransactionRollbackError, asyncpg.LockNotAvailableError, asyncpg.InsufficientResourcesError)


@dataclass(frozen=True)
class Command:
    """The function (or group) of a command, and its line in `sunshine --help`."""

    target: str
    line: str

    def load(self) -> Callable[..., None] | typer.Typer:
        module, name = self.target.split(":")
        body: Callable[..., None] | typer.Typer = getattr(import_module(f"sunshine.commands.{module}"), name)
        return body


COMMANDS = {
    "demo": Command("demo:demo", "Everything on one machine, with a synthetic city."),
    "api": Command("api:api", "Serve GraphQL."),
    "migrate": Command("migrate:migrate", "Bring the four databases to the newest tables."),
    "import": Command("import_:import_", "Bring in a spreadsheet."),
    "seed-demo": Command("seed_demo:seed_demo", "Fill empty databases with a synthetic city of any size."),
    "publish": Command("publish:publish", "Make a release of open data, to be approved."),
    "approve": Command("releases:approve", "Put a release in force, as somebody else than its builder."),
    "publish-demo": Command("publish:publish_demo", "Publish the demo city: built by one person, approved by another."),
    "approve-needs": Command("standing_approvals:approve_needs", "Approve for good that needs are published anew within minutes."),
    "publish-needs": Command("needs:publish_needs", "Publish needs anew beside the release in force."),
    "end-needs": Command("standing_approvals:end_needs", "End that approval, for a reason that everybody reads."),
    "withdraw": Command("releases:withdraw", "Take a release back, for a reason that everybody reads."),
    "portal": Command("portal:portal", "Serve the public site of the newest release."),
    "crawl": Command("crawl:crawl", "Follow every link of a running portal; check its files and tables."),
    "index": Command("index:index", "Bring the release in force into Elasticsearch."),
    "outbox": Command("outbox:outbox_app", "What waits to be told, and what could not be."),
    "token": Command("token:token", "Print a sign-in token for a person."),
    "keys": Command("keys:keys_app", "Make the keys of a deployment; seal anew after a rotation."),
    "matrix": Command("policy:matrix", "Print who sees what, in Chinese, for officials to sign."),
    "workflow": Command("policy:workflow", "Print states and steps of needs, appeals, pledges, reports, suggestions, problems, exits or shifts."),
    "schema": Command("policy:schema", "Print the GraphQL schema."),
    "verify": Command("verify:verify", "Verify a release from its files alone, without any server."),
    "check": Command("check:check", "Recompute the event logs; name the first misfit."),
}


def main() -> None:
    """Run a command; what went wrong is told in words, never as a traceback."""
    save_memory()
    ending = Ending()
    try:
        with without_collection():
            app = application(next(iter(sys.argv[1:]), ""))
        app(prog_name="sunshine")
    except FailureError as error:
        stop(str(error), error.exit_code)
    except asyncpg.InsufficientPrivilegeError as error:
        stop(NOT_GRANTED.format(error), UNAVAILABLE)
    except asyncpg.UndefinedTableError as error:
        stop(OTHER_TABLES.format(error), UNAVAILABLE)
    except asyncpg.DiskFullError:
        stop(DISK_FULL, UNAVAILABLE)
    except ENDED as error:
        stop(ENDED_BY_SERVER.format(error.args[0]), UNAVAILABLE)
    except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, ConnectionError) as error:
        # a server that cannot write its journal dies without a word about it
        stop(DISK_FULL if _is_full(settings.load()) else CUT_OFF.format(error), UNAVAILABLE)
    except KeyboardInterrupt:
        stop(STOPPED, ending.exit_code)
    except SystemExit as end:
        if end.code == CTRL_C:
            stop(STOPPED, ending.exit_code)
        raise


def application(called: str) -> typer.Typer:
    """All commands by name, of which only the called one is loaded: each needs other libraries, and all of them take seconds."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        help="Sunshine 阳光帮扶: four databases, one GraphQL schema.",
    )
    for name, command in COMMANDS.items():
        body = command.load() if name == called else _not_called
        help_text = None if name == called else command.line
        if isinstance(body, typer.Typer):
            app.add_typer(body, name=name)
        else:
            app.command(name, help=help_text)(body)
    return app


def _not_called() -> None:
    """Stands for a command in the list of all."""


def _is_full(chosen: Settings) -> bool:
    return chosen.is_embedded and is_full(chosen.home)
