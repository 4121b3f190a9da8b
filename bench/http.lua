-- One operation of the API, by many users: BENCH_OP is create, update, list or update+list, those in turn; BENCH_STATE names the file of "token task task …" lines.
local op = os.getenv("BENCH_OP")
local users = {}
for line in io.lines(os.getenv("BENCH_STATE")) do
  local user = { tasks = {} }
  for word in line:gmatch("%S+") do
    if user.token then table.insert(user.tasks, word) else user.token = word end
  end
  table.insert(users, user)
end
local threads = 0
function setup(thread) thread:set("seed", threads * 7919 + 17); threads = threads + 1 end
function init() math.randomseed(seed) end

local priorities = { "low", "medium", "high", "urgent" }
local n = 0
function request()
  local user = users[math.random(#users)]
  local headers = { ["Authorization"] = user.token, ["Content-Type"] = "application/json" }
  n = n + 1
  if op == "list" or (op == "update+list" and n % 2 == 0) then
    return wrk.format("GET", "/api/v1/tasks?limit=50", headers)
  elseif op == "create" then
    return wrk.format("POST", "/api/v1/tasks", headers,
      '{"name":"Review the documentation","description":"' .. string.rep("d", 100) .. '","priority":"high","tags":["work"]}')
  else
    local task = user.tasks[math.random(#user.tasks)]
    return wrk.format("PUT", "/api/v1/tasks/" .. task, headers, '{"name":"Review it ' .. n .. " " .. math.random(1e9) .. '"}')
  end
end

function done(summary, latency)
  local bad = summary.errors.status + summary.errors.timeout + summary.errors.connect + summary.errors.read
  io.write(string.format("RESULT %.0f %.2f %.2f %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, bad))
end
