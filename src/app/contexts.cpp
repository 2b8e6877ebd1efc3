#include "app/contexts.hpp"

#include "app/problem.hpp"
#include "app/secrets.hpp"
#include "baton/core/json.hpp"
#include "baton/core/text.hpp"

#include <system_error>
#include <vector>

namespace baton::app {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kContextsBytesMax = 1'000'000;

fs::path file_of(const Environment& environment) {
  const std::string base = environment("XDG_CONFIG_HOME").value_or("");
  if (!base.empty()) return fs::path(base) / "baton" / "contexts.json";
  return fs::path(environment("HOME").value_or(".")) / ".config" / "baton" / "contexts.json";
}

Refused unusable(const fs::path& file, const std::string& why) {
  return Refused(core::Error{core::Errc::invalid, "the named servers cannot be read: " + why,
                             file.string(), "mend the file, or delete it and add them again"});
}

}  // namespace

std::optional<Context> Contexts::chosen(const Environment& environment) const {
  const std::string named = environment("BATON_CONTEXT").value_or("");
  const std::string& name = named.empty() ? current : named;
  if (name.empty() || name == "local") return std::nullopt;
  const auto found = known.find(name);
  if (found != known.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [one, context] : known) names.push_back(one);
  throw no_such("context", name, names, "baton context ls");
}

Contexts read_contexts(const Environment& environment) {
  const fs::path file = file_of(environment);
  const auto text = read_file(file, kContextsBytesMax);
  Contexts contexts;
  if (!text && text.error().code == core::Errc::not_found) return contexts;
  if (!text) throw unusable(file, text.error().message);
  const auto json = core::parse_json(*text);
  if (!json) throw unusable(file, json.error().message);
  contexts.current = core::text_at(*json, "current");
  const core::Json* known = core::find(*json, "contexts");
  if (known == nullptr || !known->is_object()) throw unusable(file, "it has no contexts");
  for (const auto& [name, one] : known->items())
    contexts.known[name] = {core::text_at(one, "url"), core::text_at(one, "token_file")};
  return contexts;
}

void write_contexts(const Environment& environment, const Contexts& contexts) {
  const fs::path file = file_of(environment);
  core::Json known = core::Json::object();
  for (const auto& [name, one] : contexts.known)
    known[name] = {{"url", one.url}, {"token_file", one.token_file}};
  const core::Json json{{"current", contexts.current}, {"contexts", std::move(known)}};
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  try {
    write_secret(file, json.dump(2) + "\n");
  } catch (const std::system_error&) {
    throw Refused(core::Error{core::Errc::denied, "the named servers cannot be written",
                              file.string(), "check the owner and the mode of its folder"});
  }
}

}  // namespace baton::app
