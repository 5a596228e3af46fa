"""BEIR folders -> question sets: a corpus, queries, and which documents are relevant."""

from collections.abc import Iterator
from pathlib import Path

from eval.import_articles import Pool
from eval.import_files import Entry, records
from eval.importing import How, Imported, made
from eval.questions import Question, checked
from index.errors import InputError
from index.identity import tidy_url

_FORM = "query-id, corpus-id and a whole number, parted by tabs"


def beir(folder: Path, how: How) -> Imported:
    """Read a BEIR folder: `corpus.jsonl`, `queries.jsonl`, `qrels/*.tsv`.

    Every document becomes an article: at the address that it states, if no other states the
    same, else at one made of its id. Documents judged above 0 are gold; queries that the split
    does not judge, or without a relevant document, are left out.
    """
    judged = _judged(_qrels(folder, how.split))
    pool = Pool(folder.resolve().name, f"beir.example/{folder.resolve().name}")
    addresses, empty = _documents(folder / "corpus.jsonl", pool, how)
    read, left_out = [], 0
    for entry in records(folder / "queries.jsonl"):
        gold = judged.pop(entry.text("_id"), {})
        if gold:
            read.append((_question(entry, gold, addresses), entry.where))
        else:
            left_out += 1
    for query, gold in judged.items():
        if gold:
            raise InputError(f"{next(iter(gold.values()))}: queries.jsonl holds no query {query}")
    notes = {
        f"{left_out} queries have no relevant document in this split and are left out": left_out,
        f"{empty} documents without text are left out": empty,
    }
    questions = made(folder.resolve(), read)
    told = tuple(note for note, number in notes.items() if number)
    return Imported(questions, tuple(pool.records), pool.notes() + told)


def _documents(corpus: Path, pool: Pool, how: How) -> tuple[dict[str, str], int]:
    """Put the documents into the pool; gives ids to addresses, "" for one that has no text."""
    addresses: dict[str, str] = {}
    for entry in records(corpus, how.progress):
        name, title = entry.text("_id"), entry.text("title", default="").strip()
        if name in addresses:
            raise InputError(f"{entry.where}: a document {name} was there before")
        # Where there is nothing but a title, that is the text.
        text = entry.text("text", default="").strip() or title
        has_text = any(character.isalpha() for character in text)
        addresses[name] = pool.put(text, title, _address(entry, name, pool)) if has_text else ""
    return addresses, sum(not address for address in addresses.values())


def _address(entry: Entry, name: str, pool: Pool) -> str:
    metadata = entry.value.get("metadata")
    stated = metadata.get("url") if isinstance(metadata, dict) else None
    url = tidy_url(stated) if isinstance(stated, str) else ""
    return url if url and not pool.holds(url) else pool.address(name)


def _question(entry: Entry, gold: dict[str, str], addresses: dict[str, str]) -> Question:
    for document, where in gold.items():
        if document not in addresses:
            raise InputError(f"{where}: corpus.jsonl holds no document {document}")
    found = dict.fromkeys(addresses[document] for document in gold if addresses[document])
    if not found:
        raise InputError(f"{entry.where}: none of its relevant documents has a text")
    value = {"id": entry.text("_id"), "question": entry.text("text").strip()}
    return checked({**value, "articles": list(found)}, entry.where)


def _qrels(folder: Path, split: str) -> Path:
    there = sorted(path.stem for path in (folder / "qrels").glob("*.tsv"))
    wanted = split or (there[0] if len(there) == 1 else "test")
    if wanted not in there:
        found = ", ".join(there) or "none"
        raise InputError(f"no {folder}/qrels/{wanted}.tsv; found {found}: choose with --split")
    return folder / "qrels" / f"{wanted}.tsv"


def _judged(qrels: Path) -> dict[str, dict[str, str]]:
    """Read judgements: query to its relevant documents, each with the place that says so."""
    judged: dict[str, dict[str, str]] = {}
    for number, fields in _rows(qrels):
        where = f"{qrels}, line {number}"
        try:
            query, document, grade = fields
            relevant = int(grade) > 0
        except ValueError:
            if number == 1:
                continue
            raise InputError(f"{where}: found {fields}; expected {_FORM}") from None
        gold = judged.setdefault(query, {})
        if relevant:
            gold[document] = where
    return judged


def _rows(qrels: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        with qrels.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, [part.strip() for part in line.rstrip("\n").split("\t")]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{qrels} cannot be read: {error}") from error
