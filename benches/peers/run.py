#!/usr/bin/env python3
"""Other programs and this one on the same file, in turn: A B A B ...

    benches/peers/run.py [--size 100MB] [--articles 20000x400] [--rounds 5] [--only NAME] [--python PYTHON]
    benches/peers/run.py --write README.md      puts the table between the marks in that file

A peer that is not installed is left out, and named. Of a peer the cpu seconds of its own work count, without starting and
without reading the file; of this program those of the whole process, report written and all. So a ratio is the least that
can be said for this program. Memory is the most that a process had at once, anonymous pages alone. "warm": an index is
there; "cold": it is made in the same breath.

Python: pip install numpy scikit-learn pyahocorasick pandas six scattertext convokit, and --python to name that Python.
R: quanteda and quanteda.textstats.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def watched(command, folder):
    """cpu seconds, anonymous memory in MB and the output of a process."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    most, proc = 0, pathlib.Path("/proc") / str(process.pid)
    while True:
        try:
            lines = (proc / "status").read_text().splitlines()
            most = max([most] + [int(line.split()[1]) for line in lines if line.startswith("RssAnon")])
            fields = (proc / "stat").read_text().rsplit(") ", 1)[1].split()
        except (OSError, IndexError):
            break
        if fields[0] in "ZX":
            break
        time.sleep(0.005)
    cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    output = process.communicate()[0]
    if process.returncode:
        sys.exit(f"{command}: {output[-2000:]}")
    return cpu, most / 1024, output


def own(program, folder, *lines):
    """The program, once or several times in a row."""
    cpu, most = 0.0, 0.0
    for line in lines:
        seconds, memory, _ = watched([program, *(word.replace("\u00a0", " ") for word in line.split(" "))], folder)
        cpu, most = cpu + seconds, max(most, memory)
    return cpu, most


def peer(command, folder):
    """A peer: its last line but those with # ends in the cpu seconds of its work."""
    _, most, output = watched(command, folder)
    work = [line for line in output.splitlines() if line.startswith("cpu\t")]
    return float(work[-1].split("\t")[1]), most


def has(command):
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="100MB")
    parser.add_argument("--articles", default="20000x400", help="the corpus for scattertext: articles x words")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--program", help="the program [default: built with --release]")
    parser.add_argument("--write", metavar="FILE", help="put the table between `<!-- peers -->` and `<!-- end -->`")
    parser.add_argument("--folder", help="where files are written [default: a temporary folder]")
    asked = parser.parse_args()

    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    program = asked.program
    if not program:
        subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
        program = str(target / "release" / "parallax")
    place = pathlib.Path(tempfile.mkdtemp(dir=asked.folder))
    many, short = place / "many", place / "short"
    make = ["cargo", "run", "--release", "--quiet", "--package", "limits", "--example", "corpus", "--"]
    subprocess.run([*make, asked.size, str(many)], cwd=ROOT, check=True)
    subprocess.run([*make, asked.articles, str(short)], cwd=ROOT, check=True)
    own(program, many, "index add index news.jsonl")

    score = "--lexicon lexicon.toml --unit outlet --values hits --output counts.csv"
    warm, scan = f"table index {score}", f"table news.jsonl {score}"
    ingest = "index add cold news.jsonl --no-voice"
    words = "compare index --words --most 100 --permutations 0 --output words.json"
    # what scattertext shows: one outlet against the rest, every word a point that opens its passages
    page = "compare news.jsonl --words --group Capitol\u00a0Wire --format html --output words.html"
    quanteda = (["Rscript", "-e", "library(quanteda)"], ["Rscript", str(HERE / "quanteda.R"), "news.jsonl", "lexicon.tsv"])

    def python(stage, *modules):
        needs = [asked.python, "-c", "import " + ", ".join(modules)]
        return needs, [asked.python, str(HERE / "stages.py"), stage, "news.jsonl", "lexicon.tsv"]

    pairs = [
        ("quanteda, lexicon by outlet, warm", many, quanteda, [warm]),
        ("quanteda, lexicon by outlet, cold", many, quanteda, [ingest, f"table cold {score}"]),
        ("quanteda, lexicon by outlet, from the file", many, quanteda, [scan]),
        ("pyahocorasick, lexicon, warm", many, python("pyahocorasick", "ahocorasick"), [warm]),
        ("pyahocorasick, lexicon, from the file", many, python("pyahocorasick", "ahocorasick"), [scan]),
        ("CountVectorizer and log-odds, warm", many, python("fightingwords", "sklearn", "numpy"), [words]),
        ("scattertext, text to page", short, python("scattertext", "scattertext", "pandas"),
         [f"{page} --permutations 0"]),
        ("scattertext, text to page, here with G2 tests", short, python("scattertext", "scattertext", "pandas"),
         [f"{page} --statistic g2"]),
        ("scattertext, text to page, here with T tests", short, python("scattertext", "scattertext", "pandas"), [page]),
        ("ConvoKit FightingWords, one outlet, warm", many, python("convokit", "convokit"), [words]),
    ]
    left_out, table = set(), []
    print(f"{'':46} {'peer':>9} {'here':>8} {'times less':>22}  memory, times less", flush=True)
    for name, folder, (needs, command), lines in pairs:
        if asked.only not in name:
            continue
        if not has(needs):
            left_out.add(name.split(",")[0])
            continue
        theirs, ours = [], []
        for _ in range(asked.rounds):
            theirs.append(peer(command, folder))
            shutil.rmtree(folder / "cold", ignore_errors=True)
            ours.append(own(program, folder, *lines))
        ratios = sorted(a[0] / max(b[0], 0.01) for a, b in zip(theirs, ours))
        middle = lambda costs: statistics.median(cost[0] for cost in costs)
        memory = statistics.median(a[1] / b[1] for a, b in zip(theirs, ours))
        times = f"{statistics.median(ratios):.1f} ({ratios[0]:.1f} to {ratios[-1]:.1f})"
        print(f"{name:46} {middle(theirs):7.2f} s {middle(ours):6.2f} s {times:>22}  {memory:.1f}", flush=True)
        table.append(f"| {name} | {middle(theirs):.2f} | {middle(ours):.2f} | {times} | {memory:.1f} |")
    if left_out:
        print("left out, because not installed: " + ", ".join(sorted(left_out)))
    shutil.rmtree(place)
    if asked.write:
        write(pathlib.Path(asked.write), table, f"{asked.size} of made-up articles ({asked.articles} words for scattertext)", asked.rounds)


def write(file, table, corpus, rounds):
    """Puts the table into a file, with what it was measured on."""
    processor = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    machine = f"{processor[0] if processor else 'unknown processor'}, {os.cpu_count()} cores"
    head = [
        f"{'One round' if rounds == 1 else f'Medians of {rounds} rounds in turn'} on {corpus}; {machine}. Cpu seconds; of a peer those of its work alone, here those of the whole process.",
        "",
        "| peer, and what is done | peer, s | here, s | times less | memory, times less |",
        "| --- | --- | --- | --- | --- |",
    ]
    before, rest = file.read_text().split("<!-- peers -->", 1)
    after = rest.split("<!-- end -->", 1)[1]
    file.write_text("\n".join([before + "<!-- peers -->", *head, *table, "<!-- end -->" + after]))


main()
