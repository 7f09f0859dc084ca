"""The web application, and who may use it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from ..errors import OptionError
from .app import StoreOption, app

if TYPE_CHECKING:
    from ..web.users import Users

user = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Say who may use the web application where others than this machine reach it.")
token = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="API tokens, with which programs act for a user.")
app.add_typer(user, name="user")
user.add_typer(token, name="token")

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The user's name, under which their judgements are kept.")]
RoleOption = Annotated[str, typer.Option("--role", help="reader, reviewer (judges too) or administrator.")]
StdinOption = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input's first line.")]


@app.command()
def serve(
    store: StoreOption = None,
    host: Annotated[str, typer.Option(help="The address to listen at; any but this machine's own needs users.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port; 0 takes any that is free.")] = 8765,
    open: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    allow_host: Annotated[Optional[list[str]], typer.Option("--allow-host", metavar="NAME", help="A host name that this server goes by; may be repeated.")] = None,  # noqa: UP045
    proxy_from: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--proxy-from", metavar="CIDR", help="The address or network of a proxy whose word is trusted; may be repeated."),
    ] = None,
    proxy_user_header: Annotated[Optional[str], typer.Option("--proxy-user-header", metavar="HEADER", help="The header in which that proxy names the user.")] = None,  # noqa: UP045
    certificate: Annotated[Optional[str], typer.Option(help="A certificate (PEM), to speak https.")] = None,  # noqa: UP045
    key: Annotated[Optional[str], typer.Option(help="Its key (PEM), where it is not in the same file.")] = None,  # noqa: UP045
    plain_http: Annotated[bool, typer.Option("--plain-http", help="Let browsers send the login over http too: only in a network that you trust.")] = False,
) -> None:
    """Show the record in the browser: read, compare, correct."""
    from .. import api

    _check_installed("serve")
    from ..web.access import Access
    from ..web.serve import serve as run

    access = Access(host, allow_host or [], proxy_from or [], proxy_user_header, False if plain_http else True if certificate else None)
    with api.open_store(store) as opened:
        run(opened, access, port=port, certificate=certificate, key=key, open_browser=open, tell=lambda line: print(line, flush=True))


@user.command("add")
def user_add(
    name: NameArgument,
    role: RoleOption = "reader",
    store: StoreOption = None,
    password_stdin: StdinOption = False,
    no_password: Annotated[bool, typer.Option("--no-password", help="No password: a trusted proxy says who it is.")] = False,
) -> None:
    """Add a user."""
    _check_installed("user")
    from ..web.users import check_name, check_role

    check_name(name), check_role(role)  # before a password is typed in vain
    password = None if no_password else _password(password_stdin)
    with _users(store) as users:
        account = users.add(name, role, password)
    print(f"{account.name}: added as {account.role}")


@user.command("list")
def user_list(store: StoreOption = None, json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False) -> None:
    """List the users with their roles."""
    from ..views.output import write_json

    with _users(store) as users:
        accounts = users.all()
    if json:
        write_json([account._asdict() for account in accounts])
    for account in [] if json else accounts:
        print(f"{account.name}  {account.role}  since {account.created[:10]}" + ("" if account.has_password else "  no password: by a proxy only"))


@user.command("remove")
def user_remove(name: NameArgument, store: StoreOption = None) -> None:
    """Remove a user with their sessions and tokens; what they judged stays."""
    with _users(store) as users:
        users.remove(name)
    print(f"{name}: removed")


@user.command("password")
def user_password(name: NameArgument, store: StoreOption = None, password_stdin: StdinOption = False) -> None:
    """Give a user another password, which ends their sessions."""
    password = _password(password_stdin)
    with _users(store) as users:
        users.set_password(name, password)
    print(f"{name}: has another password now")


@user.command("role")
def user_role(name: NameArgument, role: Annotated[str, typer.Argument(metavar="ROLE", help="reader, reviewer or administrator.")], store: StoreOption = None) -> None:
    """Give a user another role."""
    with _users(store) as users:
        users.set_role(name, role)
    print(f"{name}: is {role} now")


@token.command("add")
def token_add(
    name: NameArgument,
    label: Annotated[str, typer.Argument(metavar="LABEL", help="What it is for.")],
    role: Annotated[Optional[str], typer.Option(help="What it may do at most; by default what its user may.")] = None,  # noqa: UP045
    days: Annotated[Optional[float], typer.Option(help="How long it is good for; by default until it is removed.")] = None,  # noqa: UP045
    store: StoreOption = None,
) -> None:
    """Make an API token for a user and print it, this once."""
    with _users(store) as users:
        made, secret = users.add_token(name, label, role=role, days=days)
    until = f"until {made.expires[:10]}" if made.expires else f"until `bilat user token remove {made.id}`"
    print(f"bilat: token {made.id} of {made.user}, at most {made.role}, {until}; it is shown only now:", file=sys.stderr)
    print(secret)


@token.command("list")
def token_list(
    name: Annotated[Optional[str], typer.Argument(metavar="[NAME]", help="Only this user's.")] = None,  # noqa: UP045
    store: StoreOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """List API tokens, without what is secret."""
    from ..views.output import write_json

    with _users(store) as users:
        tokens = users.all_tokens(name)
    if json:
        write_json([made._asdict() for made in tokens])
    for made in [] if json else tokens:
        print(f"{made.id}  {made.user}  {made.role}  {made.label}" + (f"  until {made.expires[:10]}" if made.expires else ""))


@token.command("remove")
def token_remove(id: Annotated[str, typer.Argument(metavar="ID", help="The token's id, as `bilat user token list` shows it.")], store: StoreOption = None) -> None:
    """Remove an API token: it is good for nothing from now on."""
    with _users(store) as users:
        users.remove_token(id)
    print(f"{id}: removed")


@contextmanager
def _users(store: str | None) -> Iterator[Users]:
    _check_installed("user")
    from .. import api
    from ..web.users import Users

    with api.open_store(store) as opened:
        yield Users(opened)


def _check_installed(command: str) -> None:
    """Say how to install what the web application needs, where something is missing."""
    missing = [module for module in ("argon2", "fastapi", "jinja2", "python_multipart", "uvicorn") if find_spec(module) is None]
    if missing:
        raise OptionError(f"{command}: the web application is not installed ({', '.join(missing)} missing): pip install 'bilat[web]'")


def _password(from_stdin: bool) -> str:
    """The password that is typed twice at a terminal, or comes over standard input."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise OptionError("password: there is no terminal to ask at; give it on standard input with --password-stdin")
    given: str = typer.prompt("Password", hide_input=True, confirmation_prompt="Once more")
    return given
