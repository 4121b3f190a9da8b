#!/usr/bin/env python3
"""Verifies logs of Behflow from an export or from the feed's lines (?proof=true), by what docs/log.md says of it alone.

usage: verify_log.py FILE [OWNER_ID POSITION HASH]

Exit code 0 where every log is unaltered, contains the hash that is known of POSITION, and an export is whole; 1 naming what
is wrong; 2 where that can't be found out.
"""
import hashlib, hmac, json, struct, sys, uuid

ZERO = bytes(32)


def lp(text):
    data = text.encode()
    return struct.pack(">H", len(data)) + data


def check(event, log):
    """The hash of an entry that follows the log; raises ValueError naming what is wrong."""
    proof, position = event["proof"], event["position"]
    expected = log["position"] + 1
    if position != expected:
        raise ValueError(f"position {position} is doubled or out of order" if position < expected else f"position {expected} is missing")
    if bytes.fromhex(proof["previous_hash"]) != log["hash"]:
        raise ValueError(f"position {position} does not follow what is before it")
    payload, commitment = proof["payload"].encode(), bytes.fromhex(proof["commitment"])
    if proof["salt"] is None:
        log["erased"][position] = hashlib.sha256(payload).digest()
    elif len(proof["salt"]) != 64 or hmac.new(bytes.fromhex(proof["salt"]), payload, hashlib.sha256).digest() != commitment:
        raise ValueError(f"the payload of position {position} is altered")
    entry = (b"BFL1" + uuid.UUID(proof["owner_id"]).bytes + struct.pack(">q", position) + log["hash"]
             + uuid.UUID(event["event_id"]).bytes + uuid.UUID(proof["subject_id"]).bytes + struct.pack(">q", proof["sequence"])
             + lp(event["type"]) + lp(proof["revision"]) + struct.pack(">q", proof["timestamp_us"])
             + hashlib.sha256(proof["metadata"].encode()).digest() + commitment)
    computed = hashlib.sha256(entry).digest()
    if computed.hex() != event["hash"]:
        raise ValueError(f"position {position} is altered")
    if event["type"].endswith(".erased"):
        log["erasures"].append((position, json.loads(payload)))
    return computed


def check_erasures(log):
    unexplained = dict(log["erased"])
    for at, erasure in reversed(log["erasures"]):
        named, bound, remaining = 0, 0, hashlib.sha256()
        for position in (p for first, last in erasure["positions"] for p in range(first, last + 1)):
            if position not in log["erased"] or position >= at:
                raise ValueError(f"position {position} was erased by position {at} and is not")
            named, bound = named + 1, bound + (unexplained.pop(position, None) is not None)
            remaining.update(log["erased"][position])
        if 0 < bound < named:
            raise ValueError(f"some of the positions erased by position {at} are named twice")
        if bound == named and remaining.hexdigest() != erasure["remaining"]:
            raise ValueError(f"what remains of the positions erased by position {at} is altered")
    if unexplained:
        raise ValueError(f"the payload of position {min(unexplained)} is gone without an event of erasure")


def main(path, owner=None, known_position=None, known_hash=None):
    logs, heads, total = {}, [], 0
    number, export, end, lines_before = 0, False, None, hashlib.sha256()
    if owner:
        heads.append((str(uuid.UUID(owner)), int(known_position), known_hash.lower()))
    with open(path, "rb") as lines:
        for number, line in enumerate(lines, 1):
            event = json.loads(line)
            if end is not None:
                raise ValueError(f"line {number} of the export stands after its end")
            if "format" in event:
                export = True
            elif "end" in event:
                end = event
                if event["sha256"] != lines_before.hexdigest():
                    raise ValueError("the export is altered: its lines are not those that its last line sums up")
            elif "head" in event:
                heads.append((event["head"]["owner_id"], event["head"]["position"], event["head"]["hash"]))
            elif "proof" in event:
                name = event["proof"]["owner_id"]
                log = logs.setdefault(name, {"position": 0, "hash": ZERO, "hashes": {}, "erased": {}, "erasures": []})
                log["hash"] = check(event, log)
                log["position"] = event["position"]
                log["hashes"][event["position"]] = log["hash"].hex()
                total += 1
            lines_before.update(line)
    if number == 0 or (export and end is None):
        raise ValueError(f"the file is cut off after line {number}")
    for name, position, known in heads:
        log = logs.get(name, {"position": 0, "hashes": {}})
        if position > log["position"]:
            raise ValueError(f"log {name} is cut off at position {log['position']}, ahead of the known head {position}")
        if log["hashes"].get(position, ZERO.hex()) != known:
            raise ValueError(f"position {position} of log {name} is not the entry that a known head names")
    for name, log in logs.items():
        check_erasures(log)
        for at, erasure in log["erasures"]:
            print(f"log {name}: positions {json.dumps(erasure['positions'])} erased at position {at}")
    print(f"verified {total} events of {len(logs)} logs")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 5):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    try:
        main(*sys.argv[1:])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"WRONG: {error}")
        sys.exit(1)
    except OSError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
