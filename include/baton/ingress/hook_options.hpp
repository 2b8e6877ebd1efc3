#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/secret.hpp"
#include "baton/ingress/decode.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The settings of a webhook: the section `webhook` of a connection, which takes precedence over the
// same section of its connector's manifest. Any thread.
namespace baton::ingress {

// The value of a setting that some scheme has: a text, a flag, a whole number, a list of texts,
// texts by name, a secret, or secrets by name.
using SchemeValue = std::variant<std::string, bool, std::int64_t, std::vector<std::string>,
                                 std::map<std::string, std::string>, core::Secret,
                                 std::map<std::string, core::Secret>>;
// The kinds of SchemeValue, in the order of its alternatives.
enum class SchemeValueKind { text, flag, number, texts, named_texts, secret, secrets };

// One key of a webhook section that some scheme reads.
struct SchemeKey {
  // The key, a literal.
  std::string_view name;
  // What its value must be.
  SchemeValueKind kind = SchemeValueKind::text;

  // True if the value is one secret or several. Such a value never stands among plain settings.
  bool is_secret() const { return kind >= SchemeValueKind::secret; }
};

// Settings by their key. A setting that is absent has no entry.
using SchemeSettings = std::map<std::string, SchemeValue, std::less<>>;

// How the requests to one webhook prove where they come from, and how they are decoded.
struct HookOptions {
  // The scheme, one of scheme_names().
  std::string scheme{};
  // The secret in use, and the secret before it while it is being replaced: two at most.
  std::vector<core::Secret> secrets{};
  // The settings that schemes read by themselves. Settings of other schemes may stand here too,
  // because a manifest can have defaults for several schemes.
  SchemeSettings settings{};
  // How a request becomes events once its proof holds.
  DecodeOptions decode{};
  // The names of people in Baton, by the names under which the sender knows them. When the sender
  // says that somebody has decided an approval, the decision is that of this person.
  // A name may have the team of ApprovalAnswer and a slash in front, "T024/U012", and then counts
  // for that team alone.
  std::map<std::string, std::string, std::less<>> people{};
};

// Every key that some scheme reads, each once.
const std::vector<SchemeKey>& scheme_keys();

// Every key of a webhook section that holds no secret, except `scheme` and `decode`.
std::vector<std::string> webhook_keys();

// Reads the settings of one webhook section, without the secrets, which the caller adds. An unknown
// key and a value of another kind are Errc::invalid with the key in `where`. Hook::make() checks
// whether the scheme has all that it needs.
core::Result<HookOptions> hook_options(const std::string& connection, const std::string& scheme,
                                       const core::Json& settings);

}  // namespace baton::ingress
