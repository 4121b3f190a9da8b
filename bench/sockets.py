#!/usr/bin/env python3
"""Benchmark of live connections against the jar with its embedded PostgreSQL; standard library only. See README.md beside this.

usage: sockets.py JAR [--sockets 5000] [--users 200] [--idle 40] [--writes 300] [--port 8290] [--xmx 512m] [--java java]
       sockets.py --nodes URL,URL --token TOKEN [--writes 300]     latency from each node to the other's sockets
"""
import argparse, asyncio, base64, http.client, json, os, re, resource, shutil, signal, statistics, subprocess, tempfile, time
import threading, urllib.parse
from concurrent.futures import ThreadPoolExecutor

local = threading.local()
args = None


def call(method, path, body=None, token=None, base=None):
    address = urllib.parse.urlsplit(base or f"http://127.0.0.1:{args.port}").netloc
    connections = local.__dict__.setdefault("connections", {})
    connection = connections.get(address) or connections.setdefault(address, http.client.HTTPConnection(address, timeout=60))
    headers = {"Content-Type": "application/json", **({"Authorization": token} if token else {})}
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        text = response.read()
    except (OSError, http.client.HTTPException) as e:
        connections.pop(address).close()
        raise RuntimeError(f"{method} {path}: {e}")
    if response.status >= 400:
        raise RuntimeError(f"{method} {path}: {response.status} {text[:300]}")
    return json.loads(text) if text else None


def user(number):
    name = f"live-{number}"
    call("POST", "/register", {"username": name, "password": "securepass123", "name": "B", "lastname": "B"})
    return call("POST", "/login", {"username": name, "password": "securepass123"})["token"]


class Socket(asyncio.Protocol):
    """A WebSocket client that counts pings, answers them, and tells when an event of a task came."""

    def __init__(self, host, token, by_frame, opened):
        self.host, self.token, self.by_frame, self.opened = host, token, by_frame, opened
        self.buffer, self.shaken, self.pings, self.closed, self.seen = b"", False, 0, None, {}

    def connection_made(self, transport):
        self.transport = transport
        authorization = "" if self.by_frame else f"Authorization: {self.token}\r\n"
        transport.write((f"GET /ws/bench HTTP/1.1\r\nHost: {self.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                         f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n"
                         f"{authorization}\r\n").encode())

    def send(self, opcode, payload):
        mask = os.urandom(4)
        masked = bytes(b ^ mask[i % 4] for i, b in enumerate(payload))
        size = bytes([0x80 | len(payload)]) if len(payload) < 126 else bytes([0x80 | 126]) + len(payload).to_bytes(2, "big")
        self.transport.write(bytes([0x80 | opcode]) + size + mask + masked)

    def data_received(self, data):
        self.buffer += data
        if not self.shaken:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                return self.over(head.split(b"\r\n")[0].decode())
            self.shaken, self.buffer = True, rest
            if self.by_frame:
                self.send(1, json.dumps({"type": "auth", "token": self.token}).encode())
        while len(self.buffer) >= 2:
            size, start = self.buffer[1] & 127, 2
            if size == 126:
                size, start = int.from_bytes(self.buffer[2:4], "big"), 4
            elif size == 127:
                size, start = int.from_bytes(self.buffer[2:10], "big"), 10
            if len(self.buffer) < start + size:
                return
            opcode, payload, self.buffer = self.buffer[0] & 15, self.buffer[start:start + size], self.buffer[start + size:]
            if opcode == 9:
                self.pings += 1
                self.send(10, payload)
            elif opcode == 8:
                self.over(f"closed with {int.from_bytes(payload[:2], 'big')} {payload[2:].decode()}")
            elif opcode == 1:
                self.frame(json.loads(payload))

    def frame(self, event):
        if not self.opened.done():
            self.opened.set_result(True)
        if event["type"] == "task.created":
            self.seen[event["subject"]] = time.perf_counter()

    def connection_lost(self, error):
        self.over(str(error or "connection lost"))

    def over(self, why):
        self.closed = self.closed or why
        if not self.opened.done():
            self.opened.set_exception(RuntimeError(why))


async def connect(base, token, by_frame):
    loop, address = asyncio.get_running_loop(), urllib.parse.urlsplit(base)
    opened = loop.create_future()
    _, socket = await loop.create_connection(lambda: Socket(address.netloc, token, by_frame, opened), address.hostname, address.port)
    await asyncio.wait_for(opened, 60)
    return socket


def status(pid):
    with open(f"/proc/{pid}/status") as file:
        values = dict(line.split(":", 1) for line in file)
    with open(f"/proc/{pid}/stat") as file:
        times = file.read().rsplit(")", 1)[1].split()
    return {"resident": int(values["VmRSS"].split()[0]) // 1024, "threads": int(values["Threads"]),
            "files": len(os.listdir(f"/proc/{pid}/fd")), "cpu": (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")}


def look(pid, what):
    """After a full collection: live heap in MB, resident memory, threads, open files, processor seconds so far."""
    subprocess.run(["jcmd", str(pid), "GC.run"], check=True, stdout=subprocess.DEVNULL)
    heap = subprocess.run(["jcmd", str(pid), "GC.heap_info"], check=True, capture_output=True, text=True).stdout
    now = status(pid)
    now["heap"] = sum(int(used) for used in re.findall(r"(?:total|heap).*?used (\d+)K", heap.split("Metaspace")[0])) / 1024
    print(f"{what}: heap {now['heap']:.0f} MB, resident {now['resident']} MB, {now['threads']} threads, {now['files']} files", flush=True)
    return now


def percentiles(seconds):
    ordered = sorted(s * 1000 for s in seconds)
    at = lambda p: ordered[min(len(ordered) - 1, int(len(ordered) * p))] if ordered else float("nan")
    return f"p50 {at(.5):.0f} ms, p95 {at(.95):.0f} ms, p99 {at(.99):.0f} ms, most {at(1):.0f} ms"


async def write(token, sockets, base=None):
    """A task; from its request to the answer, and to its event on each of the sockets."""
    begun = time.perf_counter()
    task = (await asyncio.get_running_loop().run_in_executor(
        None, lambda: call("POST", "/api/v1/tasks", {"name": "Seen elsewhere"}, token, base)))["task_id"]
    answered = time.perf_counter()
    while not all(task in s.seen or s.closed for s in sockets) and time.perf_counter() < begun + 20:
        await asyncio.sleep(0.002)
    return answered - begun, [s.seen[task] - begun for s in sockets if task in s.seen], sum(task not in s.seen for s in sockets), task


async def live(pid, tokens):
    base = f"http://127.0.0.1:{args.port}"
    before = look(pid, "before")
    begun, sockets, gate = time.perf_counter(), [], asyncio.Semaphore(64)

    async def open_one(i):
        async with gate:
            sockets.append((tokens[i % len(tokens)], await connect(base, tokens[i % len(tokens)], i // len(tokens) % 4 == 3)))

    opened = await asyncio.gather(*(open_one(i) for i in range(args.sockets)), return_exceptions=True)
    failures = [str(o) for o in opened if o is not None]
    print(f"opened {len(sockets)} of {args.sockets} sockets of {len(tokens)} users in {time.perf_counter() - begun:.1f} s"
          + (f"; first failure: {failures[0]}" if failures else ""), flush=True)
    after = look(pid, "open")
    if sockets:
        print(f"each socket: heap {(after['heap'] - before['heap']) * 1024 / len(sockets):.1f} kB, "
              f"resident {(after['resident'] - before['resident']) * 1024 / len(sockets):.1f} kB", flush=True)
    begun, pings = status(pid)["cpu"], sum(s.pings for _, s in sockets)
    lists = []
    end = time.perf_counter() + args.idle
    while time.perf_counter() < end:
        start = time.perf_counter()
        await asyncio.get_running_loop().run_in_executor(None, lambda: call("GET", "/api/v1/tasks", None, tokens[0]))
        lists.append(time.perf_counter() - start)
        await asyncio.sleep(0.1)
    print(f"idle for {args.idle} s: {(sum(s.pings for _, s in sockets) - pings) / max(1, len(sockets)):.2f} heartbeats a socket, "
          f"{(status(pid)['cpu'] - begun) / args.idle * 100:.0f} % of one core, "
          f"{sum(s.closed is not None for _, s in sockets)} sockets lost; a list meanwhile {percentiles(lists)}", flush=True)
    own = {token: [s for t, s in sockets if t == token] for token in tokens}
    answers, arrivals, missed, strangers, written = [], [], 0, 0, {}
    for i in range(args.writes):
        token = tokens[i % len(tokens)]
        answered, seen, late, task = await write(token, own[token])
        written[task] = token
        answers.append(answered)
        arrivals += seen
        missed += late
    strangers = sum(written[task] != token for token, s in sockets for task in s.seen)
    print(f"{args.writes} writes: answered {percentiles(answers)}; on {len(arrivals)} of {len(arrivals) + missed} own sockets "
          f"{percentiles(arrivals)} after the request began; on {strangers} of others", flush=True)
    for _, s in sockets:
        s.transport.close()
    await asyncio.sleep(3)
    look(pid, "closed")


async def nodes():
    """A write on each node, seen by a socket of each."""
    bases = args.nodes.split(",")
    sockets = [await connect(base, args.token, False) for base in bases]
    own, other = [], []
    for i in range(args.writes + 50):
        here = i % len(bases)
        _, seen, missed, _ = await write(args.token, sockets, bases[here])
        assert not missed, "an event did not come"
        if i >= 50:
            own.append(seen[here])
            other += [s for j, s in enumerate(seen) if j != here]
        await asyncio.sleep(0.01)
    print(f"{args.writes} writes, from the request's beginning: on the writing node's socket {percentiles(own)}; "
          f"on another node's {percentiles(other)}", flush=True)


def start(folder, port, environment):
    log = open(f"{folder}/{port}.log", "w")
    jvm = subprocess.Popen([args.java, f"-Xmx{args.xmx}", "-jar", args.jar], stdout=log, stderr=log, env=dict(
        os.environ, SERVER_PORT=str(port), BEHFLOW_DATA_DIR=folder + "/data",
        BEHFLOW_LIVE_CONNECTIONS_PER_USER=str(-(-args.sockets // args.users)), **environment))
    for _ in range(600):
        try:
            call("GET", "/health", base=f"http://127.0.0.1:{port}")
            return jvm
        except RuntimeError:
            if jvm.poll() is not None:
                raise SystemExit(open(log.name).read())
            time.sleep(0.2)
    raise SystemExit("The service did not start")


def main():
    global args
    parser = argparse.ArgumentParser()
    parser.add_argument("jar", nargs="?")
    for name, value in (("sockets", 5000), ("users", 200), ("idle", 40), ("writes", 300), ("port", 8290)):
        parser.add_argument("--" + name, type=int, default=value)
    parser.add_argument("--xmx", default="512m")
    parser.add_argument("--java", default="java")
    parser.add_argument("--nodes")
    parser.add_argument("--token")
    args = parser.parse_args()
    if args.nodes:
        return asyncio.run(nodes())
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(f"limit of open files: {soft}, raised to {hard}", flush=True)
    folder = tempfile.mkdtemp(prefix="behflow-bench-")
    jvm = start(folder, args.port, {})
    try:
        with ThreadPoolExecutor(4) as pool:
            tokens = list(pool.map(user, range(args.users)))
        asyncio.run(live(jvm.pid, tokens))
    finally:
        jvm.send_signal(signal.SIGTERM)
        jvm.wait(60)
        with open(f"{folder}/{args.port}.log") as log:
            trouble = [line for line in log if " WARN " in line or " ERROR " in line]
        print(f"{len(trouble)} warnings in the service's log{': ' + trouble[0].strip() if trouble else ''}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)


main()
