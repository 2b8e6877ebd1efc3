#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/secret.hpp"
#include "baton/ingress/decode.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The settings of a webhook: what stands under `webhook` in a connection, over the defaults of its
// connector's manifest.
namespace baton::ingress {

// The value of a setting that some scheme has: a text, a flag, a list of texts, a secret, or
// secrets by name.
using SchemeValue = std::variant<std::string, bool, std::vector<std::string>, core::Secret,
                                 std::map<std::string, core::Secret>>;
// Which of these it is, in the same order.
enum class SchemeValueKind { text, flag, texts, secret, secrets };

// A key of a webhook section that some scheme reads.
struct SchemeKey {
  std::string_view name;
  SchemeValueKind kind = SchemeValueKind::text;

  // Whether its value is a secret or several: such a value is never among plain settings.
  bool is_secret() const { return kind >= SchemeValueKind::secret; }
};

// Settings by their key. Those that are absent are not in it.
using SchemeSettings = std::map<std::string, SchemeValue, std::less<>>;

// How one connection's requests prove themselves, and how they are decoded.
struct HookOptions {
  std::string scheme{};  // a name of scheme_names()
  // The one in use; while it is being replaced, also the other one. Two at most.
  std::vector<core::Secret> secrets{};
  // What the scheme reads by itself. Settings of other schemes may stand here too, since a
  // connector's manifest can have defaults for several.
  SchemeSettings settings{};
  DecodeOptions decode{};
};

// The keys that schemes have of their own, each once.
const std::vector<SchemeKey>& scheme_keys();

// All keys of a webhook section that hold no secret, besides `scheme` and `decode`.
std::vector<std::string> webhook_keys();

// The settings of one webhook section: everything but the secrets, which the caller adds. An error
// (unknown key, value of another kind) names the key in `where`; whether the scheme has what it
// needs is for Hook::make() to say.
core::Result<HookOptions> hook_options(const std::string& connection, const std::string& scheme,
                                       const core::Json& settings);

}  // namespace baton::ingress
