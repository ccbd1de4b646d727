-- For pandoc: the links of a page of this project, as they are on the site that `make docs` makes of it.
--
-- The pages of docs/ stand at the top of the site and those beside the sources in project/. Metadata: source, the page's place in the project.
local source = ""

local function normal(path)
  local parts = {}
  for part in path:gmatch("[^/]+") do
    if part == ".." then table.remove(parts) elseif part ~= "." then table.insert(parts, part) end
  end
  return table.concat(parts, "/")
end

local function site(path)
  local place = path:match("^docs/(.*)$") or (path == "docs" and "README.md") or "project/" .. path
  return (place:gsub("README%.md$", "index.html"):gsub("%.md$", ".html"))
end

local function relative(from, to)
  local up = select(2, from:gsub("/", ""))
  return ("../"):rep(up) .. to
end

local function moved(target)
  if target:match("^%a+:") or target:match("^#") then return target end
  local path, anchor = target:match("^([^#]*)(.*)$")
  local folder = source:match("^(.*/)") or ""
  return relative(site(source), site(normal(folder .. path))) .. anchor
end

return {
  { Meta = function(meta) source = pandoc.utils.stringify(meta.source) end },
  {
    Link = function(link) link.target = moved(link.target) return link end,
    Image = function(image) image.src = moved(image.src) return image end,
    Table = function(tab) return pandoc.Div({ tab }, pandoc.Attr("", { "table" })) end,
  },
}
