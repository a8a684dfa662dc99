"""The rules of the house, each a function from sources to breaches; `test_layout.py` holds the tree to them."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

MODULE_LINES = 500
FUNCTION_LINES = 60
USUAL_FUNCTION_LINES = 30

VAGUE_NAMES = frozenset(
    {"util", "utils", "helper", "helpers", "manager", "managers", "base", "common", "misc", "shared", "stuff"}
)
# What makes two runs of the same input differ. Only the composition root and the command line may ask.
AMBIENT = (
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "time.monotonic_ns",
    "time.perf_counter",
    "time.perf_counter_ns",
    "time.localtime",
    "time.gmtime",
    "random",
    "numpy.random",
    "secrets",
    "uuid.uuid1",
    "uuid.uuid4",
    "os.environ",
    "os.environb",
    "os.getenv",
    "os.urandom",
)
AMBIENT_ALLOWED = ("bot.compose", "bot.cli")
TASK_BOUNDARY = "bot.serve"
_BROAD = frozenset({"Exception", "BaseException", "builtins.Exception", "builtins.BaseException"})
_SQL = re.compile(
    r"^\s*(select|insert|update|delete|create|drop|alter|with|pragma|attach|vacuum|replace|explain)\b"
    r"|\bselect\b.+\bfrom\b|\binsert\s+into\b|\bdelete\s+from\b|\bupdate\s+\w+\s+set\b|\border\s+by\b|\bwhere\b",
    re.IGNORECASE | re.DOTALL,
)
_SQL_AMBIENT = re.compile(
    r"\bcurrent_(timestamp|time|date)\b|['\"]now['\"]|\brandom(blob)?\s*\(|\bnow\s*\(", re.IGNORECASE
)

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One source file: its dotted name, its text and its tree."""

    name: str
    text: str
    tree: ast.Module


def module(name: str, text: str) -> Module:
    """A module from text, for the tree and for planted breaches alike."""
    return Module(name=name, text=text, tree=ast.parse(text))


def modules(*folders: str) -> Iterator[Module]:
    """Every Python module under these folders of the repository, by path."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            yield module(name, path.read_text(encoding="utf-8"))


# --- size -----------------------------------------------------------------------------------------------------------


def too_long(mod: Module) -> Iterator[str]:
    """Modules over the limit."""
    lines = len(mod.text.splitlines())
    if lines > MODULE_LINES:
        yield f"{mod.name}: {lines} lines, at most {MODULE_LINES}"


def function_lengths(mod: Module) -> Iterator[tuple[str, int]]:
    """Each function with its lines from `def` to its end, without decorators and docstring."""
    for name, node in _functions(mod.tree, mod.name):
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        first = node.body[0]
        if ast.get_docstring(node, clean=False) is not None:
            lines -= (first.end_lineno or first.lineno) - first.lineno + 1
        yield name, lines


def too_long_functions(mod: Module) -> Iterator[str]:
    """Functions over the limit."""
    for name, lines in function_lengths(mod):
        if lines > FUNCTION_LINES:
            yield f"{name}: {lines} lines, at most {FUNCTION_LINES}"


def usual_length(mods: Iterable[Module]) -> int:
    """The 95th percentile of all functions' lengths (nearest rank; 0 if there are none)."""
    lengths = sorted(lines for mod in mods for _, lines in function_lengths(mod))
    return lengths[max(0, -(-len(lengths) * 95 // 100) - 1)] if lengths else 0


# --- what is said about it ------------------------------------------------------------------------------------------


def undocumented(mod: Module) -> Iterator[str]:
    """Public modules, classes and functions that do not say what they are."""
    if any(part.startswith("_") for part in mod.name.split(".")):
        return
    if ast.get_docstring(mod.tree) is None:
        yield f"{mod.name}: the module has no docstring"
    yield from _undocumented_in(mod.tree.body, mod.name)


def _undocumented_in(body: list[ast.stmt], prefix: str) -> Iterator[str]:
    for node in body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
            continue
        if ast.get_docstring(node) is None and not _says_nothing_new(node):
            yield f"{prefix}.{node.name}: no docstring"
        if isinstance(node, ast.ClassDef):
            yield from _undocumented_in(node.body, f"{prefix}.{node.name}")


def _says_nothing_new(node: ast.AST) -> bool:
    names = {ast.unparse(decorator).rpartition(".")[2] for decorator in getattr(node, "decorator_list", [])}
    return bool(names & {"overload", "setter", "deleter", "override"})


def loose_values(mod: Module) -> Iterator[str]:
    """Dataclasses that could change, be misspelt or be filled by position (one field alone needs no name)."""
    for node in ast.walk(mod.tree):
        # A private class may be a tally inside one function's work; what others see may not.
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for decorator in node.decorator_list:
                call = decorator if isinstance(decorator, ast.Call) else None
                target = call.func if call else decorator
                if ast.unparse(target) in {"dataclass", "dataclasses.dataclass"}:
                    given = {word.arg for word in call.keywords if _is_true(word.value)} if call else set()
                    missing = [word for word in _wanted(node) if word not in given]
                    if missing:
                        yield f"{mod.name}.{node.name}: a value without {', '.join(missing)}"


def _wanted(node: ast.ClassDef) -> tuple[str, ...]:
    fields = sum(isinstance(part, ast.AnnAssign) for part in node.body)
    return ("frozen", "slots", "kw_only") if fields > 1 else ("frozen", "slots")


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


# --- what it may do -------------------------------------------------------------------------------------------------


def broad_catches(mod: Module) -> Iterator[str]:
    """Functions (or the module's top) that catch everything: bare, Exception, BaseException, suppress."""
    names = _imported(mod.tree)
    for where, node in _with_place(mod.tree, mod.name):
        caught: list[ast.expr] = []
        if isinstance(node, ast.ExceptHandler):
            if node.type is None:
                yield where
                continue
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        elif isinstance(node, ast.Call) and _dotted(node.func, names) == "contextlib.suppress":
            caught = node.args
        if any(_dotted(kind, names) in _BROAD for kind in caught):
            yield where


def unbounded_catches(mods: Iterable[Module]) -> Iterator[str]:
    """Broad catches but the one at the task boundary."""
    found = {where for mod in mods for where in broad_catches(mod)}
    boundary = {where for where in found if _is_under(where, TASK_BOUNDARY)}
    yield from (f"{where}: catches everything" for where in sorted(found - boundary))
    if len(boundary) > 1:
        yield f"more than one task boundary: {', '.join(sorted(boundary))}"


def ambient_reads(mod: Module) -> Iterator[str]:
    """Reads of clock, chance and environment where they should be handed in."""
    if any(_is_under(mod.name, allowed) for allowed in AMBIENT_ALLOWED):
        return
    names = _imported(mod.tree)
    seen = set(names.values())
    for node in ast.walk(mod.tree):
        if isinstance(node, ast.Attribute | ast.Name):
            seen.add(_dotted(node, names))
    for name in sorted(seen):
        for banned in AMBIENT:
            if _is_under(name, banned):
                yield f"{mod.name}: {name} (hand it in from compose)"


def built_sql(mod: Module) -> Iterator[str]:
    """SQL put together from pieces: f-strings, `%`, `+` and `.format`."""
    for node in ast.walk(mod.tree):
        pieces = _pieces(node)
        if pieces is not None and _SQL.search(pieces):
            yield f"{mod.name}:{getattr(node, 'lineno', 0)}: SQL is built from pieces; bind a parameter or name a query"


def ambient_sql(name: str, text: str) -> Iterator[str]:
    """SQL that asks the database for the time or for chance."""
    for match in _SQL_AMBIENT.finditer(re.sub(r"--.*", "", text)):
        yield f"{name}: {match.group(0)} (bind a parameter)"


def _pieces(node: ast.AST) -> str | None:
    if isinstance(node, ast.JoinedStr) and any(isinstance(part, ast.FormattedValue) for part in node.values):
        return "?".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        return _literal(node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return _literal(node.func.value)
    return None


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


# --- where it stands ------------------------------------------------------------------------------------------------


def vague_names(paths: Iterable[Path]) -> Iterator[str]:
    """Modules and folders named after nothing in particular."""
    for path in paths:
        for part in path.with_suffix("").parts:
            if part.strip("_") in VAGUE_NAMES:
                yield f"{path}: say what it holds"


def packages_under_tests(paths: Iterable[Path]) -> Iterator[str]:
    """Package markers under tests/: one of them and tests/store shadows store."""
    yield from (f"{path}: no __init__.py under tests/" for path in paths if path.name == "__init__.py")


def unseen_folders(paths: Iterable[Path]) -> Iterator[str]:
    """Folders of code without package marker: Python imports them, but the import contracts do not see them."""
    paths = set(paths)
    for folder in sorted({path.parent for path in paths}):
        if folder / "__init__.py" not in paths:
            yield f"{folder}: no __init__.py"


def adapter_names(folder: Path) -> Iterator[tuple[str, Path]]:
    """Each outside system as `kind/name` (or `name` where it is the only one of its kind) with its source file."""
    kinds = {"chat", "sources", "summarisers"}
    for path in sorted(folder.iterdir()):
        if path.name in kinds:
            for child in sorted(path.iterdir()):
                yield from ((f"{path.name}/{name}", source) for name, source in _adapter(child))
        else:
            yield from _adapter(path)


def _adapter(path: Path) -> Iterator[tuple[str, Path]]:
    if path.name.startswith(("_", ".")):
        return
    if path.suffix == ".py":
        yield path.stem, path
    elif (path / "__init__.py").exists():
        yield path.name, path / "__init__.py"


def unconnected(mod: Module) -> Iterator[str]:
    """An adapter without `connect`, or whose `connect` does not promise a port (then mypy would not check it)."""
    names = _imported(mod.tree)
    connects = [node for node in mod.tree.body if isinstance(node, _Function) and node.name == "connect"]
    if connects:
        returns = connects[0].returns
        promised = (
            {_dotted(node, names) for node in ast.walk(returns) if isinstance(node, ast.Name)} if returns else set()
        )
        if not any(_is_under(name, "bot.ports") for name in promised):
            yield f"{mod.name}.connect: annotate it with the port that it returns"
    elif not re.search(rf"\b{re.escape(mod.name)}(\.\w+)*\.connect$", "\n".join(names.values()), re.MULTILINE):
        yield f"{mod.name}: no connect"


def test_of(adapter: str, tests: Path) -> bool:
    """Whether the adapter has its test module (or folder of them) at the mirrored place."""
    place = tests / adapter
    return (place.parent / f"test_{place.name}.py").exists() or any(place.glob("test_*.py"))


# --- reading trees --------------------------------------------------------------------------------------------------


def _functions(tree: ast.AST, prefix: str) -> Iterator[tuple[str, _Function]]:
    for node in ast.iter_child_nodes(tree):
        name = f"{prefix}.{node.name}" if isinstance(node, ast.ClassDef | _Function) else prefix
        if isinstance(node, _Function):
            yield name, node
        yield from _functions(node, name)


def _with_place(tree: ast.AST, place: str) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.iter_child_nodes(tree):
        here = f"{place}.{node.name}" if isinstance(node, ast.ClassDef | _Function) else place
        yield here, node
        yield from _with_place(node, here)


def _imported(tree: ast.Module) -> dict[str, str]:
    """Local name -> what it stands for, over every import in the module, also inside functions."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _dotted(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id if node.id in {"Exception", "BaseException"} else f"<local>.{node.id}")
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, names)}.{node.attr}"
    return "<expression>"


def _is_under(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(f"{prefix}.")
