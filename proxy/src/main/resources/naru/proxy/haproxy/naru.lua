-- What HAProxy cannot do by configuration alone. The arguments of each action begin with the socket to ask.

-- Ends requests whose bodies grow beyond a limit without a Content-Length. The error becomes a
-- response with status 400, which the configuration turns into 413 by the variable.
local Limit = { id = "naru-body-limit", flags = filter.FLT_CFG_FL_HTX }
Limit.__index = Limit

function Limit:new()
  return setmetatable({ seen = 0, limit = self.limit }, Limit)
end

function Limit:start_analyze(txn, channel)
  if not channel:is_resp() and not txn.f:req_fhdr("content-length") then
    filter.register_data_filter(self, channel)
  end
end

function Limit:http_payload(txn, message)
  self.seen = self.seen + message:input()
  if self.seen > self.limit then
    txn:set_var("txn.too_large", true)
    error("a body has more than " .. self.limit .. " bytes", 0)
  end
end

core.register_filter("naru-body-limit", Limit, function(class, arguments)
  class.limit = tonumber(arguments[1])
  return class
end)

-- The response of a server behind a Unix socket; nil if there is none.
local function fetch(socket, path, headers)
  local client = core.httpclient()
  local ok, response = pcall(client.get, client,
    { url = "http://naru" .. path, headers = headers, dst = socket, timeout = 30000 })
  if ok and response and response.status and response.status > 0 then return response end
  return nil
end

-- Sets txn.verified: 1 if the password is right, 0 if it is wrong; nothing if that cannot be known.
core.register_action("naru-password", { "http-req" }, function(txn, socket, list)
  for _ = 1, 20 do
    local response = fetch(socket, "/", {
      ["x-naru-list"] = { list },
      ["authorization"] = { txn.f:req_fhdr("authorization") },
    })
    if response and (response.status == 200 or response.status == 401) then
      txn:set_var("txn.verified", response.status == 200 and 1 or 0)
      return
    end
    core.msleep(100) -- the verifier is being restarted
  end
end, 2)

local HOP_BY_HOP = {
  ["connection"] = true, ["keep-alive"] = true, ["proxy-authenticate"] = true,
  ["proxy-authorization"] = true, ["proxy-connection"] = true, ["te"] = true, ["trailer"] = true,
  ["transfer-encoding"] = true, ["upgrade"] = true, ["content-length"] = true,
  ["expect"] = true, ["http2-settings"] = true,
}

-- The values of the header fields of HAProxy's tables, which count from 0.
local function values(field)
  local all = {}
  local i = field[0] and 0 or 1
  while field[i] do
    all[#all + 1] = field[i]
    i = i + 1
  end
  return all
end

local function split(text)
  local parts = {}
  if text == "-" then return parts end
  for part in text:gmatch("[^,]+") do parts[#parts + 1] = part:lower() end
  return parts
end

local function answer(txn, status, response)
  local reply = txn:reply({ status = status })
  for name, field in pairs(response.headers or {}) do
    if not HOP_BY_HOP[name:lower()] then
      for _, value in ipairs(values(field)) do reply:add_header(name, value) end
    end
  end
  if response.body then reply:set_body(response.body) end
  txn:done(reply)
end

-- Lets a request pass if an authentication server answers 2xx; otherwise its answer is the response.
core.register_action("naru-forward-auth", { "http-req" },
  function(txn, socket, backend, path, request_fields, response_fields)
    local headers = {}
    local wanted = {}
    for _, name in ipairs(split(request_fields)) do wanted[name] = true end
    for name, field in pairs(txn.http:req_get_headers()) do
      if not HOP_BY_HOP[name] and (next(wanted) == nil or wanted[name] or name:find("^x%-forwarded%-")) then
        headers[name] = values(field)
      end
    end
    headers["host"] = nil
    headers["x-naru-backend"] = { backend }
    headers["x-forwarded-method"] = { txn.f:method() }
    headers["x-forwarded-uri"] = { txn.f:pathq() }
    local response = fetch(socket, path, headers)
    if not response then
      answer(txn, 503, { body = "503: the authentication server does not answer\n" })
    elseif response.status < 200 or response.status > 299 then
      answer(txn, response.status, response)
    else
      for _, name in ipairs(split(response_fields)) do
        txn.http:req_del_header(name)
        for _, value in ipairs(values((response.headers or {})[name] or {})) do
          txn.http:req_add_header(name, value)
        end
      end
    end
  end, 5)

local function encoded(text)
  return (text:gsub("[^%w%-_.~]", function(c) return ("%%%02X"):format(c:byte()) end))
end

-- Replaces a response by a page of another service, with the status of the first one.
core.register_action("naru-error-page", { "http-res" }, function(txn, socket, backend, query)
  local status = txn.f:status()
  local url = txn:get_var("txn.scheme") .. "://" .. (txn:get_var("txn.host") or "")
    .. (txn:get_var("txn.asked") or "/")
  local path = query:gsub("{(%w+)}", { status = tostring(status), url = encoded(url) })
  local response = fetch(socket, path, { ["x-naru-backend"] = { backend } })
  if response and response.status < 400 then answer(txn, status, response) end
end, 3)

-- The metrics of HAProxy, and the results of the cache by route.
core.register_service("naru-metrics", "http", function(applet)
  local response = fetch(applet:get_var("txn.inner"), "/metrics", { ["x-naru-inner"] = { "1" } })
  local lines = { response and response.body or "" }
  lines[2] = "# HELP naru_cache_results_total Responses of routes that cache, by their X-Cache.\n"
  lines[3] = "# TYPE naru_cache_results_total counter\n"
  for key, data in pairs(core.backends["naru::cache"].stktable:dump()) do
    local route, result = key:match("^(%S+) (%S+)$")
    lines[#lines + 1] = string.format(
      'naru_cache_results_total{proxy="%s",result="%s"} %d\n', route, result, data.gpc0)
  end
  local body = table.concat(lines)
  applet:set_status(200)
  applet:add_header("content-type", "text/plain; version=0.0.4")
  applet:add_header("content-length", #body)
  applet:start_response()
  applet:send(body)
end)

local function seconds()
  local now = core.now()
  return now.sec + now.usec / 1e6
end

-- Whether this is a worker of a former configuration. HAProxy 2.6 gives Lua booleans as integers.
local function is_stopping(txn)
  local stopping = txn.f:stopping()
  return stopping == true or stopping == 1
end

local empty = {} -- backends that were seen without a server: since when, and when last

-- Holds requests while a backend has no server, so that its only one can be replaced. Once the
-- time is over, requests are answered at once, until the backend was not seen empty for that time.
core.register_action("naru-hold", { "http-req" }, function(txn, milliseconds)
  local name = txn.f:be_name()
  local limit = tonumber(milliseconds) / 1000
  local seen = empty[name]
  if not seen or seconds() - seen.last > limit then
    seen = { since = seconds() }
    empty[name] = seen
  end
  local pause = 20
  repeat
    seen.last = seconds()
    if seen.last - seen.since >= limit then return end
    core.msleep(pause)
    pause = math.min(200, pause * 3 // 2)
  until txn.f:nbsrv(name) > 0 or is_stopping(txn)
end, 1)
