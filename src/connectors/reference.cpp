#include "connectors/reference.hpp"

#include "baton/connectors/secret_store.hpp"
#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"
#include "connectors/escapes.hpp"
#include "connectors/redaction.hpp"

#include <algorithm>
#include <array>
#include <fstream>

namespace baton::connectors {

namespace {

using core::Json;

// The longest file with a secret. A secret is one line, so a longer file is the wrong one.
constexpr std::size_t kSecretBytesMax = 65'536;

Resolved from_file(std::string_view path) {
  Resolved resolved;
  std::ifstream file{std::string(path), std::ios::binary};
  std::string text(kSecretBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (!file.eof() || text.size() > kSecretBytesMax) {
    resolved.missing =
        "the file " + std::string(path) + " cannot be read, or is larger than 64 KiB";
    return resolved;
  }
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  if (text.empty()) resolved.missing = "the file " + std::string(path) + " is empty";
  resolved.value = std::move(text);
  return resolved;
}

// How many bytes at the beginning are a white space or an invisible character, of Unicode as well.
// Zero: the text begins with another character.
std::size_t blank_at(std::string_view text) {
  struct Blanks {
    std::string_view before;
    unsigned char first;
    unsigned char last;
  };
  constexpr std::array<Blanks, 9> kBlanks{{{"", 0x00, 0x20},
                                           {"\xC2", 0x80, 0xA0},
                                           {"\xC2", 0xAD, 0xAD},
                                           {"\xE1\x9A", 0x80, 0x80},
                                           {"\xE2\x80", 0x80, 0x8F},
                                           {"\xE2\x80", 0xA8, 0xAF},
                                           {"\xE2\x81", 0x9F, 0xAF},
                                           {"\xE3\x80", 0x80, 0x80},
                                           {"\xEF\xBB", 0xBF, 0xBF}}};
  for (const auto& [before, first, last] : kBlanks) {
    if (text.size() <= before.size() || !text.starts_with(before)) continue;
    const auto byte = static_cast<unsigned char>(text[before.size()]);
    if (byte >= first && byte <= last) return before.size() + 1;
  }
  return 0;
}

std::size_t bytes_that_count(std::string_view secret) {
  std::string plain(secret);
  for (auto next = without_escapes(plain); next; next = without_escapes(plain))
    plain = *std::move(next);
  std::size_t count = 0;
  for (std::size_t at = 0; at < plain.size();) {
    const auto blank = blank_at(std::string_view(plain).substr(at));
    count += blank == 0 ? 1 : 0;
    at += std::max<std::size_t>(blank, 1);
  }
  return count;
}

// Where a reference that is written as a mapping points: "env", "file" or "secret".
std::string kind_of_mapping(const core::Json& value) {
  return value.contains("env") ? "env" : value.contains("file") ? "file" : "secret";
}

// The text of a reference, "env:NAME", also of one that is written as a mapping.
std::string text_of_reference(const core::Json& value) {
  if (!value.is_object()) {
    const auto text = value.get<std::string>();
    return text.starts_with("test:") ? "test:" : text;
  }
  const auto kind = kind_of_mapping(value);
  return kind + ":" + core::text_at(value, kind);
}

// Why a secret can be guessed, or cannot be told from honest text in an answer. Empty: it is good.
std::string weakness_of(std::string_view secret) {
  if (secret.size() < Redaction::kSecretBytesMin)
    return "has " + core::counted(secret.size(), "character");
  if (secret.find_first_not_of(secret.front()) == std::string_view::npos)
    return "is one character over and over";
  const auto count = bytes_that_count(secret);
  return count < Redaction::kSecretBytesMin
             ? "has " + core::counted(count, "character") + " beside white space and escapes"
             : "";
}

// True for a name that a shell accepts for a variable.
bool is_variable_name(std::string_view name) {
  const auto fits = [](char letter) {
    return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') || letter == '_' ||
           (letter >= '0' && letter <= '9');
  };
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(), fits);
}

// What is found in the store of secrets.
Resolved from_store(const std::string& name, const Environment& environment) {
  if (environment.secrets == nullptr)
    return {{},
            "the secret " + name + " is kept in the database, which only the running server opens"};
  auto found = environment.secrets->find(name);
  return {std::string(found.value.reveal()), std::move(found.missing)};
}

// The variable that a value names; nullopt if it names none.
std::optional<std::string> variable_of(const Json& value) {
  constexpr std::string_view kPrefix = "env:";
  const auto* text = value.is_object() ? core::find(value, "env") : &value;
  if (text == nullptr || !text->is_string()) return std::nullopt;
  auto name = text->get<std::string>();
  if (value.is_object()) return name;
  return name.starts_with(kPrefix) ? std::optional(name.substr(kPrefix.size())) : std::nullopt;
}

// True for {secret: NAME}. A webhook is a mapping with a key of that name, too: there it is a whole
// reference, or stands beside other keys.
bool names_a_secret(const core::Json& value) {
  const auto* name = core::find(value, "secret");
  if (name == nullptr || !name->is_string()) return false;
  if (name->get_ref<const std::string&>().find(':') != std::string::npos) return false;
  for (const auto& [key, member] : value.items())
    if (key != "secret" && key != "default" && key != "optional") return false;
  return true;
}

}  // namespace

bool is_reference(const core::Json& value) {
  if (value.is_object())
    return value.contains("env") || value.contains("file") || names_a_secret(value);
  if (!value.is_string()) return false;
  const std::string_view text = value.get_ref<const std::string&>();
  return text.starts_with("env:") || text.starts_with("file:") || text.starts_with("secret:") ||
         text.starts_with("test:");
}

std::string secret_of_reference(const core::Json& value) {
  if (!is_reference(value)) return {};
  std::string name;
  if (value.is_object())
    name = kind_of_mapping(value) == "secret" ? core::text_at(value, "secret") : std::string();
  else if (const auto& text = value.get_ref<const std::string&>(); text.starts_with("secret:"))
    name = text.substr(std::string_view("secret:").size());
  if (name.ends_with('?')) name.pop_back();
  return name;
}

std::string file_of_reference(const core::Json& value) {
  if (!is_reference(value)) return {};
  std::string path;
  if (value.is_object())
    path = core::text_at(value, "file");
  else if (const auto& text = value.get_ref<const std::string&>(); text.starts_with("file:"))
    path = text.substr(std::string_view("file:").size());
  if (path.ends_with('?')) path.pop_back();
  return path;
}

// The recursion is as deep as the file, whose depth the YAML reader limits.
bool names_stored_secret(const core::Json& value) {
  if (!secret_of_reference(value).empty()) return true;
  return value.is_structured() && std::any_of(value.begin(), value.end(), names_stored_secret);
}

void refuse_stored_secret(const formats::FieldReader& at, std::string_view key) {
  at.error(key, "config/secret",
           "\"" + std::string(key) + "\" is shown to people: expected a value that is no secret",
           "write the value itself, env:NAME or file:PATH");
}

Resolved resolve_reference(const core::Json& value, const Environment& environment) {
  Resolved resolved;
  std::string kind;
  std::string name;
  if (value.is_object()) {
    kind = kind_of_mapping(value);
    name = core::text_at(value, kind);
    resolved.optional =
        value.contains("default") || (value.contains("optional") && value.at("optional") == true);
  } else {
    const std::string_view text = value.get_ref<const std::string&>();
    kind = text.substr(0, text.find(':'));
    name = text.substr(kind.size() + 1);
  }
  if (kind == "test") {
    if (environment("BATON_TEST") == "1")
      resolved.value = name;
    else
      resolved.missing = "test: is for tests alone, where BATON_TEST=1 is set";
    return resolved;
  }
  if (name.ends_with('?')) {
    resolved.optional = true;
    name.pop_back();
  }
  const bool optional = resolved.optional;
  if (kind == "file") {
    resolved = from_file(name);
    resolved.optional = optional;
  } else if (kind == "secret") {
    resolved = from_store(name, environment);
    resolved.optional = optional;
  } else if (const auto found = environment(name); found && !found->empty()) {
    resolved.value = *found;
  } else {
    resolved.missing = name + " is not set";
  }
  if (!resolved.missing.empty() && value.is_object() && value.contains("default")) {
    resolved.missing.clear();
    resolved.defaulted = true;
    resolved.value = value.at("default").is_string() ? value.at("default").get<std::string>()
                                                     : value.at("default").dump();
  }
  return resolved;
}

// The recursion is as deep as the file, whose depth the YAML reader limits.
void check_references(const formats::YamlFile& file, const std::string& pointer, const Json& value,
                      core::Findings& findings) {
  if (value.is_structured()) {
    for (const auto& [key, inner] : value.items())
      check_references(file, pointer + "/" + core::pointer_part(key), inner, findings);
  }
  if (const auto secret = secret_of_reference(value);
      !secret.empty() && !SecretStore::is_name(secret)) {
    constexpr std::size_t kSecretShownMax = 60;
    findings.push_back(file.finding(pointer, "config/variable",
                                    "\"" + core::one_line(secret, kSecretShownMax) +
                                        "\" is no name of a secret: expected letters, digits, _, - "
                                        "and ., and a letter or a digit first",
                                    ""));
    return;
  }
  const auto variable = variable_of(value);
  if (!variable) return;
  const std::string_view name(variable->data(),
                              variable->size() - (variable->ends_with('?') ? 1 : 0));
  if (is_variable_name(name)) return;
  constexpr std::size_t kShownBytesMax = 60;
  findings.push_back(file.finding(
      pointer, "config/variable",
      "\"" + core::one_line(name, kShownBytesMax) +
          "\" is no name of a variable: expected letters, digits and _, and no digit first",
      name.find_first_of(" \n") == std::string_view::npos ? ""
                                                          : "is a quote missing where it ends?"));
}

std::optional<Resolved> account_at(const formats::FieldReader& at, std::string_view key,
                                   const Environment& environment) {
  const auto* value = at.find(key);
  if (value == nullptr) return std::nullopt;
  if (is_reference(*value)) return resolve_reference(*value, environment);
  const bool as_in_a_shell =
      value->is_string() && value->get_ref<const std::string&>().starts_with('$');
  at.error(key, "config/literal-secret",
           "\"" + std::string(key) + "\" is a secret: expected a reference, got the value itself",
           as_in_a_shell ? "write env:NAME for a variable, without $"
                         : "write env:NAME, file:PATH or secret:NAME");
  return std::nullopt;
}

namespace {

std::optional<Resolved> secret_of_lines(const formats::FieldReader& at, std::string_view key,
                                        const Environment& environment, bool many_lines) {
  auto resolved = account_at(at, key, environment);
  if (!resolved || !resolved->missing.empty()) return resolved;
  if (resolved->defaulted) {
    at.error(key, "config/literal-secret",
             "\"" + std::string(key) + "\" is a secret: its default stands in the file",
             "leave the default out");
  } else if (!many_lines && resolved->value.find_first_of("\r\n") != std::string::npos) {
    at.error(key, "config/secret", "\"" + std::string(key) + "\" holds a line break");
  } else if (const auto weakness = weakness_of(resolved->value); !weakness.empty()) {
    at.error(key, "config/short-secret",
             "\"" + std::string(key) + "\" (" + text_of_reference(*at.find(key)) + ") " + weakness +
                 ": expected a secret of at least " + std::to_string(Redaction::kSecretBytesMin),
             "a shorter one can be guessed, and cannot be told from honest text when an endpoint "
             "repeats it");
  }
  return resolved;
}

}  // namespace

std::optional<Resolved> secret_at(const formats::FieldReader& at, std::string_view key,
                                  const Environment& environment) {
  return secret_of_lines(at, key, environment, false);
}

std::optional<Resolved> key_at(const formats::FieldReader& at, std::string_view key,
                               const Environment& environment) {
  return secret_of_lines(at, key, environment, true);
}

Resolved text_at(const formats::FieldReader& at, std::string_view key,
                 const Environment& environment) {
  const auto* value = at.find(key);
  if (value != nullptr && names_stored_secret(*value)) {
    refuse_stored_secret(at, key);
    return {};
  }
  if (value != nullptr && is_reference(*value)) return resolve_reference(*value, environment);
  return Resolved{
      value != nullptr && value->is_number() ? value->dump() : at.text(key), {}, false, false};
}

}  // namespace baton::connectors
