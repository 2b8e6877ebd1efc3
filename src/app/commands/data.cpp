#include "app/commands/data.hpp"

#include "app/problem.hpp"

#include <string_view>
#include <utility>

namespace baton::app::commands {
namespace {

// Sets one value of the data from `path.to=value`. The value is JSON if it can be read as JSON,
// else a text.
void set_at(core::Json& data, const std::string& assignment, const std::string& option) {
  const std::string given = option + " \"" + assignment + '"';
  const auto equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0)
    throw usage(given + " has no value", "write it as " + option + " customer.name=Ada");
  const std::string text = assignment.substr(equals + 1);
  auto parsed = core::parse_json(text);
  core::Json* at = &data;
  std::string_view path = std::string_view(assignment).substr(0, equals);
  for (;;) {
    const auto dot = path.find('.');
    const std::string name(path.substr(0, dot));
    if (name.empty()) throw usage(given + " has an empty name in its path");
    if (at->is_null()) *at = core::Json::object();
    if (!at->is_object())
      throw usage(given + ": \"" + name + "\" would stand inside something that is no object");
    at = &(*at)[name];
    if (dot == std::string_view::npos) break;
    path.remove_prefix(dot + 1);
  }
  *at = parsed ? std::move(*parsed) : core::Json(text);
}

// One argument of the shell as a part of a query: what stood in the shell's quotes stands in quotes
// of the query.
std::string quoted(const std::string& part) {
  const bool plain = part.find_first_of(" \t") == std::string::npos;
  if (plain || part.find('"') != std::string::npos) return part;
  const auto colon = part.find(':');
  auto from = colon == std::string::npos || colon > part.find(' ') ? 0 : colon + 1;
  if (from > 0 && from < part.size() && (part[from] == '<' || part[from] == '>')) ++from;
  return part.substr(0, from) + '"' + part.substr(from) + '"';
}

}  // namespace

void set_all(core::Json& data, const std::vector<std::string>& assignments,
             const std::string& option) {
  std::vector<std::string> set;
  for (const std::string& assignment : assignments) {
    const std::string path = assignment.substr(0, assignment.find('='));
    for (const std::string& earlier : set) {
      if (earlier == path || earlier.starts_with(path + '.'))
        throw usage(option + " \"" + assignment + "\" would replace what " + option + ' ' +
                        earlier + "=… sets",
                    "leave one of the two out");
    }
    set_at(data, assignment, option);
    set.push_back(path);
  }
}

core::Json parse_data(const std::string& text, const std::string& origin) {
  auto data = core::parse_json(text);
  if (!data) {
    const std::string example = R"({"name": "Ada"})";
    const std::string hint =
        !data.error().hint.empty()
            ? data.error().hint
            : "expected JSON, such as " + (origin == "-d" ? "-d '" + example + "'" : example);
    throw Refused(core::Error{core::Errc::invalid, data.error().message,
                              origin + (data.error().where.empty() ? "" : ":" + data.error().where),
                              hint});
  }
  return std::move(*data);
}

std::string query_text(const std::string& query, const std::vector<std::string>& parts) {
  std::string text = query;
  for (const std::string& part : parts) text += (text.empty() ? "" : " ") + quoted(part);
  return text;
}

}  // namespace baton::app::commands
