"""Every wrong word on the command line: one line that says what to write, the exit code, and nothing done."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk import exits

SEED = Path(__file__).parents[2] / "seeds" / "004_abf140b8d65e8e25.txt"
CRAWL = ["crawl", "talks.txt", "--sources", "sources.toml"]
ADD = ["schedule", "add", "talks.txt", "--sources", "sources.toml"]
COMMON = ["commoncrawl", "talks.txt", "--sources", "sources.toml"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with a good seed and good sources, and with files that are neither."""
    folder = tmp_path_factory.mktemp("wrong")
    (folder / "talks.txt").write_bytes(SEED.read_bytes())
    (folder / "sources.toml").write_text('[a]\nhome = "http://127.0.0.1:9/"\n')
    (folder / "public.toml").write_text('[a]\nhome = "https://paper.example/"\n')
    (folder / "slip.toml").write_text('[a]\nname = "A"\nhome = "http://127.0.0.1:9/"\nfeeed = []\n')
    (folder / "torn.toml").write_text('[a\nhome = "http://127.0.0.1:9/"\n')
    (folder / "empty.txt").touch()
    (folder / "short.txt").write_text("Too short.\n")
    (folder / "noise.bin").write_bytes(bytes(range(256)) * 8)
    (folder / "list.urls").write_text("http://paper.example/a\n")
    (folder / "nothing").mkdir()
    return folder


# the option, a wrong value of it, and what is said of the value
VALUES = [
    (CRAWL, "--pages", "0", "0 is not in the range x>=1"),
    (CRAWL, "--pages", "-1", "-1 is not in the range x>=1"),
    (CRAWL, "--pages", "1e3", "'1e3' is not a valid whole number"),
    (CRAWL, "--pages", "", "'' is not a valid whole number"),
    (CRAWL, "--delay", "3601", "3601.0 is not in the range 0<=x<=3600"),
    (CRAWL, "--delay", "-0.1", "-0.1 is not in the range 0<=x<=3600"),
    (CRAWL, "--delay", "inf", "inf is not in the range 0<=x<=3600"),
    (CRAWL, "--delay", "nan", "'nan' is not a valid number"),
    (CRAWL, "--delay", "1s", "'1s' is not a valid number"),
    (CRAWL, "--workers", "0", "0 is not in the range 1<=x<=64"),
    (CRAWL, "--workers", "65", "65 is not in the range 1<=x<=64"),
    (CRAWL, "--patience", "-1", "-1 is not in the range x>=0"),
    (CRAWL, "--metrics", "65536", "65536 is not in the range 0<=x<=65535"),
    (CRAWL, "--metrics", "http", "'http' is not a valid whole number"),
    (CRAWL, "--revisit", "now", "'now' is not one of 'due', 'lists', 'all'"),
    (CRAWL, "--from", "none.warc", "Path 'none.warc' does not exist"),
    (CRAWL, "--as-of", "2022", "'2022' is no day: write it like 2022-09-19"),
    (CRAWL, "--sources", "none.toml", "File 'none.toml' does not exist"),
    (CRAWL, "--sources", "nothing", "File 'nothing' is a directory"),
    (COMMON, "--since", "19/9/2022", "'19/9/2022' is no day: write it like 2022-09-19"),
    (COMMON, "--until", "2022-13-01", "'2022-13-01' is no day: write it like 2022-09-19"),
    (ADD, "--pages", "0", "0 is not in the range x>=1"),
    (ADD, "--delay", "nan", "'nan' is not a valid number"),
    (ADD, "--workers", "many", "'many' is not a valid whole number"),
    (["schedule", "run"], "--lease", "0.9", "0.9 is not in the range 1<=x<=3600"),
    (["schedule", "run"], "--lease", "nan", "'nan' is not a valid number"),
    (["schedule", "run"], "--metrics", "-1", "-1 is not in the range 0<=x<=65535"),
    (["schedule", "due"], "--lease", "a minute", "'a minute' is not a valid number"),
    (["schedule", "history"], "--limit", "0", "0 is not in the range x>=1"),
    (["replay", "talks.txt"], "--workers", "0", "0 is not in the range 1<=x<=64"),
    (["extract"], "--workers", "65", "65 is not in the range 1<=x<=64"),
    (["export", "-"], "--format", "xml", "'xml' is not one of 'jsonl', 'csv', 'parquet', 'wacz'"),
    (["export", "-"], "--run", "0", "0 is not in the range 1<=x<=2147483647"),
    (["status"], "--every", "0", "0.0 is not in the range 0.1<=x<=3600"),
    (["status"], "--every", "nan", "'nan' is not a valid number"),
    (["stories"], "--least", "0", "0 is not in the range x>=1"),
    (["stories"], "--limit", "10001", "10001 is not in the range 1<=x<=10000"),
    (["similar", "x"], "--limit", "1001", "1001 is not in the range 1<=x<=1000"),
    (["copies"], "--limit", "0", "0 is not in the range 1<=x<=10000"),
    (["list"], "--relation", "same", "'same' is not one of 'copy', 'same event', 'same subject', 'unrelated'"),
    (["check"], "--against", "readability", "'readability' is not 'trafilatura'"),
    (["check"], "--seeds", "none", "Directory 'none' does not exist"),
]


@pytest.mark.parametrize(("words", "option", "value", "said"), VALUES)
def test_a_wrong_value_is_named_with_its_option(  # noqa: PLR0917 - a column of the table each
    program_in, place: Path, words: list[str], option: str, value: str, said: str
) -> None:
    result = program_in(place)(*words, option, value)
    assert result.code == exits.UNUSABLE
    assert result.fault.startswith(f"Invalid value for '{option}': {said}")
    assert result.fault.endswith("--help)")


ARGUMENTS = [
    (["crawl", "--sources", "sources.toml"], "Missing argument 'SEEDS...' (see cuttings crawl --help)"),
    (["crawl", "talks.txt"], "Missing option '--sources' (see cuttings crawl --help)"),
    (["replay"], "Missing argument 'FILES...' (see cuttings replay --help)"),
    (["replay", "nothing"], "Invalid value for 'FILES...': File 'nothing' is a directory (see cuttings replay --help)"),
    (["strip"], "Missing argument 'FILE' (see cuttings strip --help)"),
    (["strip", "none.html"], "Invalid value for 'FILE': File 'none.html' does not exist (see cuttings strip --help)"),
    (["show"], "Missing argument 'ID' (see cuttings show --help)"),
    (["export"], "Missing argument 'FILE' (see cuttings export --help)"),
    (["backup"], "Missing argument 'FILE' (see cuttings backup --help)"),
    (["forget"], "Missing argument 'WHAT' (see cuttings forget --help)"),
    (["forget", "x"], "Missing option '--reason' (see cuttings forget --help)"),
    (["fixture", "add"], "Missing argument 'WHAT' (see cuttings fixture add --help)"),
    (["topic", "make"], "Missing argument 'NAME' (see cuttings topic make --help)"),
    (["topic", "make", "talks"], "Missing argument 'SEED...' (see cuttings topic make --help)"),
    (["topic", "accept"], "Missing argument 'ID' (see cuttings topic accept --help)"),
    (["sources", "check"], "Missing argument 'FILE' (see cuttings sources check --help)"),
    (["schedule", "pause"], "Missing argument 'NAME' (see cuttings schedule pause --help)"),
    (["status", "more"], "Got unexpected extra argument (more) (see cuttings status --help)"),
    ([*CRAWL, "--only"], "Option '--only' requires an argument (see cuttings crawl --help)"),
    (["schedule", "run", "--lease"], "Option '--lease' requires an argument (see cuttings schedule --help)"),
]


@pytest.mark.parametrize(("words", "said"), ARGUMENTS)
def test_what_is_missing_or_too_much_is_named(program_in, place: Path, words: list[str], said: str) -> None:
    result = program_in(place)(*words)
    assert (result.code, result.fault) == (exits.UNUSABLE, said)


INPUTS = [
    # what belongs together, and what does not
    ([*CRAWL, "--as-of", "2022-09-19"], "--as-of goes with --from"),
    ([*COMMON, "--since", "2022-09-19"], "--since and --until are given together, the earlier day first"),
    (
        [*COMMON, "--since", "2022-09-19", "--until", "2022-09-18"],
        "--since and --until are given together, the earlier",
    ),
    ([*ADD], "say when: either --every 6h or --cron '0 */6 * * *'"),
    ([*ADD, "--every", "6h", "--cron", "@daily"], "say when: either --every 6h or --cron '0 */6 * * *'"),
    ([*ADD, "--every", "6h", "--jitter", "6h"], "--jitter must be shorter than the interval"),
    (["list", "--all", "--relation", "copy"], "--all and --relation exclude each other: give one of them"),
    # amounts, times, zones, commands
    ([*CRAWL, "--budget", "pages"], "'pages' is no budget: say for instance '500 pages', '30 minutes' or '2 GB'"),
    ([*CRAWL, "--budget", "-5 pages"], "'-5 pages' is no budget: say for instance"),
    ([*CRAWL, "--budget", "0 pages"], "'0 pages' is no budget: say for instance"),
    ([*CRAWL, "--budget", "5 apples"], "'5 apples' is no budget: say for instance"),
    ([*ADD, "--every", "often"], "'often' is no time span: write it like 90m, 6h, 2d or 1h 30m"),
    ([*ADD, "--every", "0h"], "'0h' is too short an interval: the shortest is a minute"),
    ([*ADD, "--every", "30 6 * * *"], "'30 6 * * *' is no interval: write it like 6h, or give it with --cron"),
    ([*ADD, "--every", "@daily"], "'@daily' is no interval: write it like 6h, or give it with --cron"),
    ([*ADD, "--cron", "6h"], "'6h' is no cron expression (it has five fields): write it like '0 */6 * * *'"),
    ([*ADD, "--cron", "0 6 * *"], "'0 6 * *' is no cron expression (it has five fields)"),
    ([*ADD, "--cron", "0 6 * * * *"], "'0 6 * * * *' is no cron expression (it has five fields)"),
    ([*ADD, "--cron", "61 6 * * *"], "'61 6 * * *' is no cron expression"),
    ([*ADD, "--cron", "@never"], "'@never' is no cron expression"),
    ([*ADD, "--cron", "@daily", "--zone", "Mars"], "there is no time zone 'Mars': write it like Europe/Athens or UTC"),
    ([*ADD, "--every", "6h", "--jitter", "soon"], "'soon' is no time span"),
    ([*ADD, "--every", "6h", "--on-failure", '"'], "the command '\"' cannot be read (No closing quotation)"),
    # files of sources
    ([*CRAWL, "--only", "b"], "sources.toml: there is no source b: see the names in [brackets]"),
    (["sources", "check", "sources.toml", "--only", "b"], "sources.toml: there is no source b: see the names in"),
    ([*CRAWL, "--sources", "slip.toml"], "slip.toml line 4: unknown key 'feeed' (did you mean 'feeds'?)"),
    ([*CRAWL, "--sources", "torn.toml"], "torn.toml line 1: this is no TOML: "),
    ([*CRAWL, "--sources", "empty.txt"], "empty.txt: no source in it: add a table such as [example]"),
    ([*CRAWL, "--sources", "noise.bin"], "noise.bin: this is no UTF-8 text: save it as UTF-8"),
    (
        [*ADD, "--every", "6h", "--sources", "public.toml"],
        "https://paper.example/ is on the public web: say who crawls",
    ),
    (["sources", "check", "slip.toml"], "slip.toml line 4: unknown key 'feeed' (did you mean 'feeds'?)"),
    (["sources", "check", "public.toml"], "https://paper.example/ is on the public web: say who crawls"),
    # seeds
    (["topic", "make", "talks", "none.txt"], "there is no file none.txt"),
    (["topic", "make", "talks", "nothing"], "no seeds in nothing: put articles there as .txt or .html, or lists"),
    (["topic", "make", "talks", "empty.txt"], "seed empty.txt is empty: give an article as text or HTML"),
    (["topic", "make", "talks", "short.txt"], "seed short.txt is too short to tell what the story is"),
    (["topic", "make", "talks", "noise.bin"], "seed noise.bin is no text: save the article as text or HTML"),
    (["topic", "make", "talks", "list.urls"], "http://paper.example/a is an address: crawl it first, or save the page"),
    (["commoncrawl", "list.urls", "--sources", "sources.toml"], "the seeds must be files here: save the page and name"),
    # pages and folders of them
    (["strip", "empty.txt"], "empty.txt is empty: give an article as text or HTML"),
    (["strip", "noise.bin"], "noise.bin is no text: save the article as text or HTML and give that"),
    (["check", "nothing"], "no golds in "),
    (["fixture", "add", "none.html"], "there is no file none.html"),
    (["export", "documents"], "which format? end FILE in .jsonl, .csv, .parquet or .wacz, or give --format"),
    (["export", "-", "--format", "wacz"], "a WACZ file cannot be written to standard output: name a file"),
    (["export", "d.csv", "--run", "1"], "--run chooses captures, so it goes with .wacz only"),
    (["export", "d.wacz", "--run", "1", "--source", "a"], "--run takes all captures of a run: leave --source, "),
]


@pytest.mark.parametrize(("words", "said"), INPUTS)
def test_what_cannot_be_used_is_one_line_and_nothing_is_kept_of_it(
    program_in, place: Path, words: list[str], said: str
) -> None:
    before = set(place.iterdir()) - {place / "cuttings-data"}
    result = program_in(place)(*words)
    assert result.code == exits.UNUSABLE
    assert result.fault.startswith(said)
    assert set(place.iterdir()) - {place / "cuttings-data"} == before


READERS = ["status", "list", "show 1", "stories", "copies", "verify", "diff", "topic show", "schedule list", "extract"]


@pytest.mark.parametrize("words", [*READERS, "sources health", "export d.csv", "schedule history", "similar 1"])
def test_what_reads_an_archive_makes_none(program, words: str) -> None:
    result = program("--data", "none", *words.split())
    assert result.code == exits.FOLDER
    assert result.fault.startswith("no archive in ")
    assert result.fault.endswith(": crawl or replay into it first, or name another with --data")
    assert not (program.folder / "none").exists()


OF_AN_ARCHIVE = [
    ("show 99999", "there is no document 99999: cuttings list shows the numbers"),
    ("copies 99999", "there is no document 99999"),
    ("similar 99999", "there is no document 99999"),
    ("topic accept 99999", "there is no document 99999"),
    ("list --topic none", "there is no topic 'none'; topics here: russia-china"),
    ("stories --topic none", "there is no topic 'none'; topics here: russia-china"),
    ("topic show none", "there is no topic 'none'; topics here: russia-china"),
    ("topic reject 1 --topic none", "there is no topic 'none'; topics here: russia-china"),
    ("export d.csv --topic none", "there is no topic 'none'; topics here: russia-china"),
    ("schedule pause none", "there is no schedule 'none'; schedules here: none"),
    ("schedule resume none", "there is no schedule 'none'; schedules here: none"),
    ("schedule remove none", "there is no schedule 'none'; schedules here: none"),
    ("schedule history none", "there is no schedule 'none'; schedules here: none"),
    ("diff aaaaaaaaaaaa bbbbbbbbbbbb", "no text here was made by extractor aaaaaaaaaaaa; versions here: "),
]


@pytest.mark.parametrize(("words", "said"), OF_AN_ARCHIVE)
def test_what_an_archive_does_not_have_is_named_with_what_it_has(demo, words: str, said: str) -> None:
    result = demo(*words.split())
    assert result.code == exits.UNUSABLE
    assert result.fault.startswith(said)
