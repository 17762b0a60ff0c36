"""The record of an answer: written by the widget, found again in any notebook file, reconciled, and summed up in a receipt."""

from ._collect import MOST_RECORDS, Collected, Problem, collect
from ._notebook_file import LARGEST, MOST_VALUES, NotebookFile, read_notebook
from ._receipt import receipt
from ._record import MIME, SCHEMA, BadRecord, Record, next_record, read_record

__all__ = [
    "LARGEST",
    "MIME",
    "MOST_RECORDS",
    "MOST_VALUES",
    "SCHEMA",
    "BadRecord",
    "Collected",
    "NotebookFile",
    "Problem",
    "Record",
    "collect",
    "next_record",
    "read_notebook",
    "read_record",
    "receipt",
]
