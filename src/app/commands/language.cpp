#include "app/commands/commands.hpp"
#include "baton/core/encoding.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

// The language of the sentences that the server makes.
namespace baton::app::commands {

void add_language(CLI::App& command, std::string& lang, const std::string& what) {
  command.add_option("--lang", lang, what + ": en, when left out, or fr")
      ->check(CLI::IsMember({"en", "fr"}));
}

std::string with_language(const std::string& path, const std::string& lang) {
  if (lang.empty()) return path;
  const auto* sign = path.find('?') == std::string::npos ? "?" : "&";
  return path + sign + "lang=" + core::percent_encode(lang);
}

}  // namespace baton::app::commands
