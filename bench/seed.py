"""Registers users, makes tasks for each, and prints a line "token task task ..." for each user."""
import json, sys, threading, urllib.request

base, users, tasks = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
lines, lock, numbers = [], threading.Lock(), iter(range(users))


def post(path, body, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = token
    request = urllib.request.Request(base + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def work():
    while True:
        with lock:
            number = next(numbers, None)
        if number is None:
            return
        name = {"username": f"bench{number}", "password": "bench-password"}
        post("/register", {**name, "name": "B", "lastname": "N"})
        token = post("/login", name)["token"]
        line = [token] + [post("/api/v1/tasks", {"name": "Review the documentation", "description": "Check it", "priority": "high"}, token)["task_id"] for _ in range(tasks)]
        with lock:
            lines.append(" ".join(line))


threads = [threading.Thread(target=work) for _ in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
assert len(lines) == users, "not all users could be made"
print("\n".join(lines))
