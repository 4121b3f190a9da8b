#!/usr/bin/env python3
"""Benchmark of processes against the jar with its embedded PostgreSQL; standard library only. See README.md beside this.

usage: processes.py JAR [--tasks 100000] [--processes 10000] [--users 100] [--port 8190] [--xmx 512m]
"""
import argparse, http.client, json, os, shutil, signal, subprocess, tempfile, threading, time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

local = threading.local()
args = None


def call(method, path, body=None, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = token
    for attempt in range(5):
        connection = getattr(local, "connection", None)
        if connection is None:
            connection = local.connection = http.client.HTTPConnection("127.0.0.1", args.port, timeout=120)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException):
            local.connection = None
            time.sleep(0.2)
            continue
        if response.status == 503:
            time.sleep(0.5)
            continue
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status} {text[:300]}")
        return json.loads(text) if text else None
    raise RuntimeError(f"{method} {path}: no answer")


def user(number):
    name = f"bench-{number}"
    call("POST", "/register", {"username": name, "password": "securepass123", "name": "B", "lastname": "B"})
    return call("POST", "/login", {"username": name, "password": "securepass123"})["token"]


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def peak(pid):
    """Peak resident memory of the JVM in MB; the high-water mark is set back by reset_peak."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


def reset_peak(pid):
    with open(f"/proc/{pid}/clear_refs", "w") as file:
        file.write("5")


def percentile(values, p):
    return sorted(values)[min(len(values) - 1, int(len(values) * p))] if values else float("nan")


def reschedule(pid):
    token, other = user("tasks"), user("other")
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda i: call("POST", "/api/v1/tasks", {"name": f"Task {i}", "due_date": "2020-01-01"}, token),
                      range(args.tasks)))
    process = next(p["process_id"] for p in call("GET", "/api/v1/processes", None, token)["processes"]
                   if p["name"] == "reschedule_remaining_tasks")
    reset_peak(pid)
    before = peak(pid)
    done, latencies = threading.Event(), []

    def reader():
        while not done.is_set():
            start = time.perf_counter()
            call("GET", "/api/v1/tasks?limit=50", None, other)
            latencies.append((time.perf_counter() - start) * 1000)
            time.sleep(0.05)

    thread = threading.Thread(target=reader)
    thread.start()
    run = call("POST", f"/api/v1/processes/{process}/execute", None, token)
    while run["status"] == "running":
        time.sleep(1)
        run = call("GET", f"/api/v1/processes/{process}/executions?limit=1", None, token)["executions"][0]
    done.set()
    thread.join()
    seconds = (instant(run["completed_at"]) - instant(run["started_at"])).total_seconds()
    print(f"reschedule: {run['status']}, {run['message']} {args.tasks / seconds:.0f} tasks/s ({seconds:.1f} s), "
          f"resident memory {before} -> peak {peak(pid)} MB, "
          f"another user's list meanwhile p50 {percentile(latencies, .5):.0f} ms, p99 {percentile(latencies, .99):.0f} ms",
          flush=True)


def firing():
    tokens = [user(f"firing-{i}") for i in range(args.users)]
    each = args.processes // args.users
    # Due once, long enough from now that all of them are there by then.
    due = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(seconds=30 + args.processes // 100)
    rule = f"DTSTART:{due:%Y%m%dT%H%M%S}Z\nRRULE:FREQ=YEARLY"

    def create(i):
        call("POST", "/api/v1/processes",
             {"name": f"Process {i}", "trigger_type": "time_based", "action": "create_task",
              "parameters": {"name": "Occurrence"}, "recurrence": rule}, tokens[i % args.users])

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(create, range(each * args.users)))
    left = (due - datetime.now(timezone.utc)).total_seconds()
    if left < 0:
        raise SystemExit("The processes took too long to create: raise the margin")
    time.sleep(left)
    started, ended, deadline = [], [], time.time() + 900
    positions = [0] * args.users
    while len(ended) < each * args.users and time.time() < deadline:
        for i, token in enumerate(tokens):
            page = call("GET", f"/api/v1/events?after={positions[i]}&limit=500", None, token)
            positions[i] = page["position"] if page["events"] else positions[i]
            for event in page["events"]:
                if event["type"] == "execution.started":
                    started.append((instant(event["timestamp"]) - due).total_seconds())
                elif event["type"] in ("execution.succeeded", "execution.failed"):
                    ended.append((instant(event["timestamp"]) - due).total_seconds())
        time.sleep(1)
    late = sum(s > 60 for s in started)
    print(f"firing: {len(started)} of {each * args.users} processes ran; the last began {max(started):.1f} s and ended "
          f"{max(ended):.1f} s after they were due; {late} began after more than a minute", flush=True)


def main():
    global args
    parser = argparse.ArgumentParser()
    parser.add_argument("jar")
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=10_000)
    parser.add_argument("--users", type=int, default=100)
    parser.add_argument("--port", type=int, default=8190)
    parser.add_argument("--xmx", default="512m")
    args = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="behflow-bench-")
    environment = dict(os.environ, SERVER_PORT=str(args.port), BEHFLOW_DATA_DIR=folder + "/data")
    with open(folder + "/out.log", "w") as log:
        jvm = subprocess.Popen(["java", f"-Xmx{args.xmx}", "-jar", args.jar], env=environment, stdout=log, stderr=log)
        try:
            for _ in range(300):
                try:
                    call("GET", "/health")
                    break
                except RuntimeError:
                    if jvm.poll() is not None:
                        raise SystemExit(open(folder + "/out.log").read())
            if args.tasks:
                reschedule(jvm.pid)
            if args.processes:
                firing()
        finally:
            jvm.send_signal(signal.SIGTERM)
            jvm.wait(60)
            shutil.rmtree(folder, ignore_errors=True)


main()
