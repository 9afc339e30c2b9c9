"""Files in and out: YAML and JSON with the place of every value, instances and plans held against the contract."""

from .documents import read_document, write_document
from .load import LoadedInstance, load_instance
from .plan_files import load_plan
from .records import read_record
from .save import dump_instance, save_instance
from .schema import json_schema
from .text import write_atomically
from .tree import PlaceMap

__all__ = [
    "LoadedInstance",
    "PlaceMap",
    "dump_instance",
    "json_schema",
    "load_instance",
    "load_plan",
    "read_document",
    "read_record",
    "save_instance",
    "write_atomically",
    "write_document",
]
