"""Reads and writes Delta tables with delta-rs for delta-rs.test.ts. Prints one JSON value."""

import datetime
import decimal
import json
import os
import sys

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake


def plain(value):
    if isinstance(value, datetime.datetime):
        text = value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")
        text = text[:-7] if text.endswith(".000000") else text[:-3] if text.endswith("000") else text
        return text + "Z"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(item, tuple) for item in value):
            return {key: plain(item) for key, item in value}
        return [plain(item) for item in value]
    return value


def rows_of(table, filters=None):
    data = table.to_pyarrow_table(filters=filters) if filters else table.to_pyarrow_table()
    return sorted((plain(row) for row in data.to_pylist()), key=lambda row: row["id"])


def read(location, first="0"):
    """Every version of a table from the first on that the log reaches, each opened anew."""
    newest = DeltaTable(location).version()
    versions = []
    for version in range(int(first), newest + 1):
        table = DeltaTable(location, version=version)
        versions.append({"version": version, "rows": rows_of(table)})
    table = DeltaTable(location)
    protocol = table.protocol()
    return {
        "versions": versions,
        "protocol": [protocol.min_reader_version, protocol.min_writer_version],
        "partitions": table.metadata().partition_columns,
        "schema": json.loads(table.schema().to_json())["fields"],
        "history": [entry["operation"] for entry in table.history()],
    }


def filtered(location, filters):
    return rows_of(DeltaTable(location), [tuple(part) for part in json.loads(filters)])


SCHEMA = pa.schema(
    [
        pa.field("id", pa.int64()),
        pa.field("district", pa.string()),
        pa.field("amount", pa.decimal128(18, 2)),
        pa.field("day", pa.date32()),
        pa.field("at", pa.timestamp("us", tz="UTC")),
        pa.field("share", pa.float64()),
        pa.field("open", pa.bool_()),
        pa.field("tags", pa.list_(pa.string())),
    ]
)


def batch(first, count, district):
    return pa.Table.from_pylist(
        [
            {
                "id": first + i,
                "district": district,
                "amount": decimal.Decimal(i) / 4,
                "day": datetime.date(2026, 1, 1) + datetime.timedelta(days=i),
                "at": datetime.datetime(2026, 1, 1, 0, i, 0, 123456, tzinfo=datetime.timezone.utc),
                "share": None if i == 0 else i / 8,
                "open": i % 2 == 0,
                "tags": ["甲", None] if i == 1 else [],
            }
            for i in range(count)
        ],
        schema=SCHEMA,
    )


def write(location):
    """A table with everything that delta-rs does to one, and what it reads of each version itself."""
    write_deltalake(location, batch(0, 5, "南山 区/%=1"), partition_by=["district"])
    write_deltalake(location, batch(10, 5, None), mode="append")
    write_deltalake(location, batch(20, 5, "福田区"), mode="append")
    DeltaTable(location).delete("id = 11 OR id = 21")
    extra = batch(30, 2, "罗湖区").append_column("more", pa.array(["x", None]))
    write_deltalake(location, extra, mode="append", schema_mode="merge")
    merge = DeltaTable(location).merge(
        source=batch(1, 2, "南山 区/%=1").append_column("more", pa.array(["m", "m"])),
        predicate="t.id = s.id",
        source_alias="s",
        target_alias="t",
    )
    merge.when_matched_update_all().when_not_matched_insert_all().execute()
    DeltaTable(location).create_checkpoint()
    DeltaTable(location).optimize.compact()
    write_deltalake(location, batch(40, 1, "福田区").append_column("more", pa.array(["last"])), mode="append")
    return read(location)


if __name__ == "__main__":
    print(json.dumps({"read": read, "filtered": filtered, "write": write}[sys.argv[1]](*sys.argv[2:])))
    sys.stdout.flush()
    # The runtime of delta-rs now and then aborts while Python takes itself down.
    os._exit(0)
