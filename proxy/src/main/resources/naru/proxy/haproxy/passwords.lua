-- Verifies the kinds of password hashes that crypt(3) does not have, in a process of its own.

local LETTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
local lists = {}

function naru_user(list, user, hash)
  lists[list] = lists[list] or {}
  lists[list][user] = hash
end

-- The lowest bits of a number as letters, six bits each.
local function letters(value, count)
  local text = {}
  for i = 1, count do
    local k = (value & 0x3f) + 1
    text[i] = LETTERS:sub(k, k)
    value = value >> 6
  end
  return table.concat(text)
end

-- The MD5 of Apache's htpasswd; apr_md5_encode in APR's apr_md5.c.
local function apr1(md5, password, salt)
  local inner = md5(password .. salt .. password)
  local text = { password, "$apr1$", salt }
  for left = #password, 1, -16 do text[#text + 1] = inner:sub(1, math.min(16, left)) end
  local left = #password
  while left > 0 do
    text[#text + 1] = left & 1 == 1 and "\0" or password:sub(1, 1)
    left = left >> 1
  end
  local digest = md5(table.concat(text))
  for i = 0, 999 do
    local round = { i & 1 == 1 and password or digest }
    if i % 3 ~= 0 then round[#round + 1] = salt end
    if i % 7 ~= 0 then round[#round + 1] = password end
    round[#round + 1] = i & 1 == 1 and digest or password
    digest = md5(table.concat(round))
  end
  local b = { digest:byte(1, 16) }
  local function three(x, y, z) return letters(b[x] << 16 | b[y] << 8 | b[z], 4) end
  return "$apr1$" .. salt .. "$" .. three(1, 7, 13) .. three(2, 8, 14) .. three(3, 9, 15)
    .. three(4, 10, 16) .. three(5, 11, 6) .. letters(b[12], 2)
end

core.register_action("naru-verify", { "http-req" }, function(txn)
  local user = txn.f:http_auth_user()
  local password = txn.f:http_auth_pass()
  local list = lists[txn:get_var("txn.list") or ""]
  local hash = user and password and list and list[user]
  if not hash then return end
  local salt = hash:match("^%$apr1%$([^$]*)%$")
  local found
  if salt then
    found = apr1(function(text) return txn.c:digest(text, "md5") end, password, salt)
  else
    found = "{SHA}" .. txn.c:base64(txn.c:sha1(password))
  end
  if found == hash then txn:set_var("txn.right", true) end
end)

-- Ends this process when HAProxy's master, its parent, ends.
core.register_task(function()
  local function parent()
    local file = io.open("/proc/self/stat")
    local text = file and file:read("a") or ""
    if file then file:close() end
    return text:match("%) %a (%d+)")
  end
  local first = parent()
  while first and parent() == first do core.msleep(500) end
  os.exit(0, false)
end)
